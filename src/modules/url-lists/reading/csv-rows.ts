import { CsvError, parse } from 'csv-parse';
import { Readable } from 'node:stream';
import { BadList } from './bad-list.js';
import { commasFirst, refuseCommas } from './first-separator.js';
import { MAX_COLUMNS, MAX_ROW, type RawRow } from './list-format.js';
import { textPieces } from './text-pieces.js';

export interface CsvDialect {
  delimiter: ',' | '\t';
  /** The first line names the columns; else they are called 1, 2, 3 … */
  header: boolean;
}

/** Rows of comma-separated values as RFC 4180 has them, or of tab-separated values, which know no quotes. @throws BadList */
export async function* csvRows(
  bytes: AsyncIterable<Uint8Array>,
  { delimiter, header }: CsvDialect,
): AsyncGenerator<RawRow> {
  let records = 0;
  const failure: { cause?: unknown } = {};
  const pieces = textPieces(bytes);
  const input = Readable.from(watched(delimiter === ',' ? commasFirst(pieces, header ? 0 : 1) : pieces, failure));
  const parser = parse({
    delimiter,
    quote: delimiter === ',' ? '"' : null,
    bom: true,
    skip_empty_lines: true,
    max_record_size: MAX_ROW,
    record_delimiter: ['\r\n', '\n', '\r'],
  });
  input.on('error', (error) => parser.destroy(error));
  input.pipe(parser);
  let names: string[] | null = null;
  try {
    for await (const values of parser as AsyncIterable<string[]>) {
      if (values.length > MAX_COLUMNS) {
        const row = names === null && header ? 0 : records + 1;
        throw new BadList(`it has more than ${MAX_COLUMNS} columns`, row);
      }
      if (names === null && delimiter === '\t' && values.length === 1) refuseCommas(values[0]!.trim(), header ? 0 : 1);
      if (names === null && header) {
        names = values.map((name) => name.trim());
        continue;
      }
      names ??= values.map((_, index) => String(index + 1));
      records += 1;
      yield rowOf(records, names, values);
    }
  } catch (error) {
    if (failure.cause !== undefined) throw failure.cause;
    if (error instanceof CsvError)
      throw new BadList(reasonOf(error, header), rowOfError(error, header), { cause: error });
    throw error;
  } finally {
    input.destroy();
    parser.destroy();
  }
}

async function* watched(pieces: AsyncIterable<string>, failure: { cause?: unknown }): AsyncGenerator<string> {
  try {
    yield* pieces;
  } catch (error) {
    failure.cause = error;
    throw error;
  }
}

function rowOf(row: number, names: readonly string[], values: readonly string[]): RawRow {
  return { row, names, value: (name) => values[names.indexOf(name)] };
}

/** The parser runs ahead of its rows, so only its own count, which has the header, says where it failed. */
const rowOfError = (error: CsvError, header: boolean): number => Number(error['records']) + (header ? 0 : 1);

const REASONS: Record<string, string> = {
  CSV_MAX_RECORD_SIZE: `it has more than ${MAX_ROW} characters`,
  CSV_QUOTE_NOT_CLOSED: 'a quote is not closed',
};

function reasonOf({ code }: CsvError, header: boolean): string {
  if (code === 'CSV_RECORD_INCONSISTENT_FIELDS_LENGTH')
    return `it has another number of columns than the ${header ? 'header' : 'rows before'}`;
  return REASONS[code] ?? 'a quote stands where none may be';
}
