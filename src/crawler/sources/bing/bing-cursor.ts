import { createHash } from 'node:crypto';
import { badCursor } from '../page-cursor.js';

/** Bytes of an address's hash that the cursor remembers. */
const BYTES = 4;

/** Where the next page begins (1-based) and what the last one held. */
export interface BingCursor {
  first: number;
  seen: ReadonlySet<string>;
}

/** `<first>.<hashes of the last page's addresses>` */
export function encodeBingCursor(first: number, urls: readonly string[]): string {
  return `${first}.${Buffer.concat(urls.map(hash)).toString('base64url')}`;
}

/** Throws `bad_request` for anything that `encodeBingCursor` did not write for a position up to `maxFirst`. */
export function decodeBingCursor(cursor: string | null, maxFirst: number): BingCursor {
  if (cursor === null) return { first: 1, seen: new Set() };
  const [, first, hashes] = /^([1-9]\d{0,3})\.([\w-]{0,1200})$/.exec(cursor) ?? [];
  const bytes = Buffer.from(hashes ?? '', 'base64url');
  if (!first || Number(first) > maxFirst || bytes.length % BYTES !== 0) throw badCursor();
  const seen = new Set<string>();
  for (let at = 0; at < bytes.length; at += BYTES) seen.add(bytes.toString('hex', at, at + BYTES));
  return { first: Number(first), seen };
}

export function wasSeen({ seen }: BingCursor, url: string): boolean {
  return seen.has(hash(url).toString('hex'));
}

function hash(url: string): Buffer {
  return createHash('sha1').update(url).digest().subarray(0, BYTES);
}
