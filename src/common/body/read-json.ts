import { InvalidCharacters, MalformedJson, MalformedRequest, TooDeeplyNested } from '../problem/request.problems.js';
import type { FieldError } from '../problem/problem.js';

/** Deepest nesting of arrays and objects that is read. */
export const MAX_DEPTH = 32;

const utf8 = new TextDecoder('utf-8', { fatal: true }); // also drops a byte order mark

/**
 * JSON from bytes, strictly: valid UTF-8, bounded depth, no NUL and no unpaired surrogate in any key or string.
 * Keys such as `__proto__` stay own properties; the schema check refuses them.
 * @throws MalformedRequest, TooDeeplyNested, MalformedJson, InvalidCharacters
 */
export function readJson(bytes: Uint8Array): unknown {
  const text = decode(bytes);
  if (isTooDeep(text)) throw new TooDeeplyNested(MAX_DEPTH);
  const value = parse(text);
  // in well-formed UTF-8 only an escape can bring in either character
  if (text.includes('\\u')) {
    const errors = badTexts(value, '');
    if (errors.length > 0) throw new InvalidCharacters(errors);
  }
  return value;
}

function decode(bytes: Uint8Array): string {
  try {
    return utf8.decode(bytes);
  } catch (error) {
    throw new MalformedRequest('The body is not valid UTF-8', error);
  }
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    throw new MalformedJson(
      error instanceof SyntaxError ? `The body is not JSON: ${error.message.slice(0, 200)}` : 'The body is not JSON',
    );
  }
}

/** Before parsing, so that depth costs neither stack nor memory; brackets inside strings do not count. */
function isTooDeep(text: string): boolean {
  let depth = 0;
  let inString = false;
  for (let i = 0; i < text.length; i++) {
    const char = text.charAt(i);
    if (inString) {
      if (char === '\\') i++;
      else if (char === '"') inString = false;
    } else if (char === '"') inString = true;
    else if (char === '[' || char === '{') {
      if (++depth > MAX_DEPTH) return true;
    } else if (char === ']' || char === '}') depth--;
  }
  return false;
}

function badTexts(value: unknown, pointer: string): FieldError[] {
  if (typeof value === 'string') {
    return /\0|\p{Surrogate}/u.test(value)
      ? [{ pointer, code: 'invalid-characters', message: 'holds NUL or an unpaired surrogate' }]
      : [];
  }
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, item]) => [
    // such a key cannot be part of a pointer, so the pointer names its object
    ...badTexts(key, pointer),
    ...badTexts(item, `${pointer}/${key.replaceAll('~', '~0').replaceAll('/', '~1')}`),
  ]);
}
