import { BadList } from './bad-list.js';
import { MAX_ROW } from './list-format.js';
import { textPieces } from './text-pieces.js';

export interface Line {
  /** 1 for the first. */
  row: number;
  text: string;
}

/** CRLF may be cut in two between pieces: a CR at the end of what is there is left for the next one. */
const LINE_END = /\r\n|\n|\r(?!$)/;

/** Lines that are not blank, without their ends: LF, CRLF or CR. @throws BadList for one that is too long */
export async function* lines(bytes: AsyncIterable<Uint8Array>): AsyncGenerator<Line> {
  let row = 0;
  let rest = '';
  const checked = (text: string): string => {
    if (text.length > MAX_ROW) throw new BadList(`the line has more than ${MAX_ROW} characters`, row);
    return text;
  };
  for await (const piece of textPieces(bytes)) {
    const parts = (rest + piece).split(LINE_END);
    rest = parts.pop() ?? '';
    for (const text of parts) {
      row += 1;
      const line = checked(text).trim();
      if (line !== '') yield { row, text: line };
    }
    if (rest.length > MAX_ROW) row += 1;
    checked(rest);
  }
  if (rest.trim() !== '') yield { row: row + 1, text: rest.trim() };
}
