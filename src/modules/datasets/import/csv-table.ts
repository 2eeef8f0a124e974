import { UnreadableSource } from './legacy-record.js';

/** A record of a CSV file and the line where it begins. */
export interface CsvRecord {
  line: number;
  cells: string[];
}

/** RFC 4180 in pieces of any size; line breaks may be CR LF or LF. Throws UnreadableSource for a quote that never ends. */
export async function* csvTable(pieces: AsyncIterable<string>): AsyncGenerator<CsvRecord> {
  let cells: string[] = [];
  let cell = '';
  let state: 'plain' | 'quoted' | 'after-quote' = 'plain';
  let [line, began] = [1, 1];
  let started = false;
  const end = (): CsvRecord => {
    const record = { line: began, cells: [...cells, cell] };
    [cells, cell, state, started, began] = [[], '', 'plain', false, line];
    return record;
  };
  for await (const piece of pieces) {
    for (const char of piece) {
      if (char === '\n') line += 1;
      if (state === 'quoted') {
        if (char === '"') state = 'after-quote';
        else cell += char;
      } else if (char === '\n') {
        cell = cell.replace(/\r$/, '');
        if (started) yield end();
        else [cell, began] = ['', line]; // an empty line
      } else if (char === ',') {
        cells.push(cell);
        [cell, state, started] = ['', 'plain', true];
      } else if (char === '"' && (state === 'after-quote' || cell === '')) {
        if (state === 'after-quote') cell += char;
        [state, started] = ['quoted', true];
      } else {
        cell += char;
        started ||= char !== '\r';
      }
    }
  }
  if (state === 'quoted') throw new UnreadableSource(`line ${began}: the quote that begins here never ends`);
  if (started) yield end();
}
