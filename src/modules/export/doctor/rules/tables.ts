import { parse as csvParser } from 'csv-parse';
import { parse as parseYaml } from 'yaml';
import { lines } from '../../manifest/lines.js';
import { streamOf } from '../../reading/stream-of.js';
import type { FormatRules } from '../format-rules.js';
import { SameColumns } from '../same-columns.js';

type Row = Record<string, unknown>;
type RowReader = (body: AsyncIterable<Uint8Array>) => AsyncIterable<Row>;

/** One table: rows of the same columns, as many as there are pictures. */
export const tableRules = (file: string, rows: RowReader) => (): FormatRules => ({
  async see({ path, body }, checkup) {
    if (path !== file) return checkup.find(`${path} does not belong into this format`);
    const columns = new SameColumns(path);
    for await (const row of rows(body)) {
      columns.add(row, checkup);
      checkup.tell(String(row.split), `${String(row.file_name)}\0${String(row.label_id)}`);
    }
  },
  expected: ({ path, member, label_id: id }) => `${member || path}\0${id}`,
});

/** Throws on rows with another number of cells than the header has. */
export const csvRows: RowReader = (body) => streamOf(body).pipe(csvParser({ columns: true }));

export async function* jsonlRows(body: AsyncIterable<Uint8Array>): AsyncGenerator<Row> {
  for await (const line of lines(body)) yield JSON.parse(line);
}

/** Each row has a line of its own, so that memory holds one. */
export async function* jsonRows(body: AsyncIterable<Uint8Array>): AsyncGenerator<Row> {
  let last = '';
  for await (const line of lines(body)) {
    if (line.startsWith('{"file_name":')) yield JSON.parse(line.replace(/,$/, ''));
    last = line;
  }
  if (last !== ']}') throw new Error('The document has no end');
}

/** A YAML parser is slow: of a large table it reads the beginning and a part of the rest, whose rows all look alike. */
const EVERY = 100;

export async function* yamlRows(body: AsyncIterable<Uint8Array>): AsyncGenerator<Row> {
  let row: string[] | null = null;
  let number = 0;
  for await (const line of lines(body)) {
    if (line !== '  -') row?.push(line);
    else {
      if (row) yield yamlRow(row, number++);
      row = [];
    }
  }
  if (row) yield yamlRow(row, number);
}

function yamlRow(text: string[], number: number): Row {
  if (number < EVERY || number % EVERY === 0) return parseYaml(text.join('\n'), { maxAliasCount: 0 });
  const row: Row = {};
  for (const line of text) {
    const [, , name, value] = /^ {4}("?)(\w+)\1:(?: (.+))?$/.exec(line) ?? [];
    if (name !== undefined)
      row[name] = value === undefined ? [] : JSON.parse(value); // a list begins below its name
    else if (!/^ {6}- "/.test(line)) throw new Error(`Line ${JSON.stringify(line.slice(0, 100))} is not understood`);
  }
  return row;
}
