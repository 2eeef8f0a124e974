import { readJson } from '../../../common/body/read-json.js';
import { Problem } from '../../../common/problem/problem.js';
import { isRecord } from '../../../crawler/sources/reply-fields.js';
import { BadList } from './bad-list.js';
import { jsonElements } from './json-elements.js';
import { lines } from './lines.js';
import { MAX_COLUMNS, type RawRow } from './list-format.js';

/** One JSON value a line. @throws BadList */
export async function* jsonlRows(bytes: AsyncIterable<Uint8Array>): AsyncGenerator<RawRow> {
  for await (const { row, text } of lines(bytes)) yield rowOf(row, text);
}

/** One JSON array. @throws BadList */
export async function* jsonRows(bytes: AsyncIterable<Uint8Array>): AsyncGenerator<RawRow> {
  let row = 0;
  for await (const text of jsonElements(bytes)) yield rowOf(++row, text);
}

/** A string is an address; an object has columns. */
function rowOf(row: number, text: string): RawRow {
  const value = parsed(row, text);
  if (typeof value === 'string') return { row, names: ['url'], value: (name) => (name === 'url' ? value : undefined) };
  if (!isRecord(value)) throw new BadList('it must be a string or an object', row);
  const names = Object.keys(value);
  if (names.length > MAX_COLUMNS) throw new BadList(`it has more than ${MAX_COLUMNS} columns`, row);
  return { row, names, value: (name) => (Object.hasOwn(value, name) ? value[name] : undefined) };
}

function parsed(row: number, text: string): unknown {
  try {
    return readJson(Buffer.from(text));
  } catch (error) {
    throw new BadList(error instanceof Problem ? lowered(error.detail) : 'it is not JSON', row, { cause: error });
  }
}

/** As the rest of a sentence; acronyms keep their case. */
const lowered = (text: string): string =>
  text.replace(/^The body\b/, 'it').replace(/^[A-Z](?=[a-z])/, (letter) => letter.toLowerCase());
