import { SourceFailure } from './image-source.js';

/** The page that a cursor names; the first one without a cursor. Throws `bad_request` for text that is no page up to `max`. */
export function pageOfCursor(cursor: string | null, max: number): number {
  if (cursor === null) return 1;
  const page = /^[1-9]\d{0,4}$/.test(cursor) ? Number(cursor) : Number.NaN;
  if (!(page <= max)) throw badCursor();
  return page;
}

export function badCursor(): SourceFailure {
  return new SourceFailure('bad_request', 'cursor not understood');
}
