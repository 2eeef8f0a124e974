import { createHash } from 'node:crypto';
import { InvalidCursor } from '../problem/problems.js';
import { isTimestamp } from '../validation/timestamp.js';
import { isUuid } from '../validation/uuid.js';

/** Characters; the longest cursor of ours is far shorter. */
export const MAX_CURSOR = 1024;

/** What one value of a cursor must be; decides its check and its SQL type. */
export type CursorValueType = 'timestamp' | 'uuid' | 'integer' | 'text';
export type CursorValue = string | number;

/**
 * Everything that a cursor is bound to: the list's name, the user, the filters and the order.
 * A cursor of another list, user, filter or order is refused.
 */
export type CursorScope = Readonly<Record<string, unknown>>;

const CHECKS: Record<CursorValueType, (value: unknown) => value is CursorValue> = {
  timestamp: isTimestamp,
  uuid: isUuid,
  integer: (value): value is number => Number.isSafeInteger(value),
  text: (value): value is string => typeof value === 'string' && !/\p{Surrogate}|\0/u.test(value),
};

/** The position after a row, as text that clients treat as opaque. */
export function encodeCursor(scope: CursorScope, values: readonly unknown[]): string {
  return Buffer.from(JSON.stringify([scopeKey(scope), ...values])).toString('base64url');
}

/** The values of a cursor of this scope; anything else throws InvalidCursor. */
export function decodeCursor(scope: CursorScope, cursor: string, types: readonly CursorValueType[]): CursorValue[] {
  const [key, ...values] = parse(cursor);
  const valid = key === scopeKey(scope) && values.length === types.length;
  if (!valid) throw new InvalidCursor();
  return values.map((value, index) => {
    const type = types[index];
    if (!type || !CHECKS[type](value)) throw new InvalidCursor();
    return value;
  });
}

function parse(cursor: string): unknown[] {
  if (cursor.length > MAX_CURSOR) throw new InvalidCursor();
  const bytes = Buffer.from(cursor, 'base64url');
  if (bytes.toString('base64url') !== cursor) throw new InvalidCursor(); // Buffer skips what is not base64url
  try {
    const parts: unknown = JSON.parse(bytes.toString());
    if (Array.isArray(parts)) return parts;
  } catch {
    // falls through: not JSON
  }
  throw new InvalidCursor();
}

/** 72 bits of a hash over the scope; the order of its members does not matter, absent and undefined are the same. */
function scopeKey(scope: CursorScope): string {
  const members = Object.entries(scope).filter(([, value]) => value !== undefined);
  members.sort(([a], [b]) => (a < b ? -1 : 1));
  return createHash('sha256').update(JSON.stringify(members)).digest('base64url').slice(0, 12);
}
