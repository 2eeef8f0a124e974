import { BadList } from './bad-list.js';
import { MAX_ROW } from './list-format.js';
import { textPieces } from './text-pieces.js';

export interface Line {
  /** 1 for the first. */
  row: number;
  text: string;
}

/** Lines that are not blank, without their ends. @throws BadList for one that is too long */
export async function* lines(bytes: AsyncIterable<Uint8Array>): AsyncGenerator<Line> {
  let row = 0;
  let rest = '';
  const checked = (text: string): string => {
    if (text.length > MAX_ROW) throw new BadList(`the line has more than ${MAX_ROW} characters`, row);
    return text;
  };
  for await (const piece of textPieces(bytes, () => row + 1)) {
    const parts = piece.split('\n');
    for (const [index, part] of parts.entries()) {
      const text: string = index === 0 ? rest + part : part;
      if (index === parts.length - 1) rest = text;
      else {
        row += 1;
        const line = checked(text).trim();
        if (line !== '') yield { row, text: line };
      }
    }
    if (rest.length > MAX_ROW) row += 1;
    checked(rest);
  }
  if (rest.trim() !== '') yield { row: row + 1, text: rest.trim() };
}
