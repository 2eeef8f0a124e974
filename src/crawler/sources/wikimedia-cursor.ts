import { badCursor } from './page-cursor.js';
import { isRecord, parseJson } from './reply-fields.js';

const MAX_LENGTH = 2_000;
/** `continue`, `gsroffset`, `iicontinue`…: nothing that could replace a parameter of ours. */
const NAME = /^(continue|[a-z]{1,8}(offset|continue))$/;

/** What MediaWiki wants to see again for the next page. */
export type Continuation = Readonly<Record<string, string>>;

/** The reply's `continue`, or null when there is none. Unknown members are kept: all of them must be sent back. */
export function continuationOf(value: unknown): Continuation | null {
  if (!isRecord(value)) return null;
  const entries = Object.entries(value).flatMap(([name, member]) =>
    NAME.test(name) && (typeof member === 'string' || typeof member === 'number') ? [[name, String(member)]] : [],
  );
  return entries.length > 0 ? Object.fromEntries(entries) : null;
}

export function encodeContinuation(continuation: Continuation): string {
  return Buffer.from(JSON.stringify(continuation)).toString('base64url');
}

/** Throws `bad_request` for text that `encodeContinuation` did not write. */
export function decodeContinuation(cursor: string): Continuation {
  const value = cursor.length <= MAX_LENGTH ? parseJson(Buffer.from(cursor, 'base64url')) : null;
  const continuation = continuationOf(value);
  if (!continuation || !isRecord(value) || Object.keys(value).length !== Object.keys(continuation).length) {
    throw badCursor();
  }
  return continuation;
}
