import { BadList } from './bad-list.js';
import { refuseCommas } from './first-separator.js';
import { lines } from './lines.js';
import type { RawRow } from './list-format.js';

/** One address a line. @throws BadList when the first line is one of another format */
export async function* textRows(bytes: AsyncIterable<Uint8Array>): AsyncGenerator<RawRow> {
  let isFirst = true;
  for await (const { row, text } of lines(bytes)) {
    if (isFirst && /^[[{"]/.test(text)) throw new BadList(JSON_LINE, row);
    if (isFirst && text.includes('\t')) throw new BadList(TAB_LINE, row);
    if (isFirst) refuseCommas(text, row);
    isFirst = false;
    yield { row, names: ['url'], value: () => text };
  }
}

const JSON_LINE = 'it seems to be JSON; send the list with format=jsonl, or with format=json when it is one array';
const TAB_LINE = 'it seems to have columns separated by tabs; send the list with format=tsv';
