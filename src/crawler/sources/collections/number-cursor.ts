import { badCursor } from '../page-cursor.js';

/** The whole number that a cursor holds, `first` without one. Throws `bad_request` for text that is none up to `max`. */
export function numberOfCursor(cursor: string | null, first: number, max: number): number {
  if (cursor === null) return first;
  const number = /^(?:0|[1-9]\d{0,14})$/.test(cursor) ? Number(cursor) : Number.NaN;
  if (!(number <= max)) throw badCursor();
  return number;
}
