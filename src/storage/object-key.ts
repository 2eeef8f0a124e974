import { InvalidKey } from './storage.js';

const SEGMENT = /^[A-Za-z0-9_-][A-Za-z0-9._-]*$/;
const MAX_KEY = 1024;
const MAX_SEGMENT = 200;

/**
 * The segments of a key, each safe as a file name anywhere: ASCII letters, digits, `_`, `-` and inner dots. So there are no
 * absolute paths, no `..`, no backslash, no control characters, no hidden files and no two spellings of one name.
 */
export function keySegments(key: string): string[] {
  const segments = key.split('/');
  const safe = key.length <= MAX_KEY && segments.every((part) => part.length <= MAX_SEGMENT && SEGMENT.test(part));
  if (!safe) throw new InvalidKey(`not a storage key: ${JSON.stringify(key.slice(0, 100))}`);
  return segments;
}
