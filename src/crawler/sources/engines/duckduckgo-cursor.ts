import { badCursor } from '../page-cursor.js';

/** The token of one query, and where its next page begins. */
export interface DuckduckgoCursor {
  vqd: string;
  offset: number;
}

const TOKEN = /^[\w-]{1,200}$/;

/** The token in a result page; null when it holds none. */
export function tokenIn(html: string): string | null {
  const [, double, single, bare] = /vqd=(?:"([^"]+)"|'([^']+)'|([\w-]+)(?=&))/.exec(html) ?? [];
  const token = double ?? single ?? bare ?? '';
  return TOKEN.test(token) ? token : null;
}

export function encodeDuckduckgoCursor({ vqd, offset }: DuckduckgoCursor): string {
  return `${offset}.${vqd}`;
}

/** Throws `bad_request` for anything that `encodeDuckduckgoCursor` did not write for an offset up to `maxOffset`. */
export function decodeDuckduckgoCursor(cursor: string, maxOffset: number): DuckduckgoCursor {
  const [, digits, vqd = ''] = /^([1-9]\d{0,4})\.(.+)$/.exec(cursor) ?? [];
  const offset = Number(digits);
  if (!(offset <= maxOffset) || !TOKEN.test(vqd)) throw badCursor();
  return { vqd, offset };
}
