import type { Storage } from '../../../storage/storage.js';
import { ColumnsByRow, columnsOf, type ListColumns } from './columns.js';
import { csvRows } from './csv-rows.js';
import { jsonlRows, jsonRows } from './json-rows.js';
import type { ListFormat, RawRow } from './list-format.js';
import { parquetRows } from './parquet-rows.js';
import { textRows } from './text-rows.js';

/** A list as it was sent, ready to be read. */
export interface SentList {
  format: ListFormat;
  /** csv and tsv: the first line names the columns. */
  header: boolean;
  columns: ListColumns;
  /** Unpacked; not for parquet, which is read where it lies. */
  bytes: () => AsyncIterable<Uint8Array>;
  file: { storage: Storage; key: string; size: () => number };
  maxCharacters: number;
}

/** A row with the columns that mean something in it. */
export interface ChosenRow extends RawRow {
  columns: ListColumns;
}

/** @throws BadList, ValidationFailed for a column that the list does not have */
export function listRows(list: SentList): AsyncGenerator<ChosenRow> {
  return list.format === 'json' || list.format === 'jsonl' ? objectRows(list) : tableRows(list);
}

/** All rows have the columns of the first. */
async function* tableRows(list: SentList): AsyncGenerator<ChosenRow> {
  let columns: ListColumns | null = null;
  for await (const row of rawRows(list)) {
    columns ??= columnsOf(row.names, list.columns, true);
    yield { ...row, columns };
  }
}

/** Objects may leave members out, so each row is asked anew. */
async function* objectRows(list: SentList): AsyncGenerator<ChosenRow> {
  const columns = new ColumnsByRow(list.columns);
  let empty = true;
  for await (const row of rawRows(list)) {
    empty = false;
    yield { ...row, columns: columns.of(row.names) };
  }
  if (!empty) columns.end();
}

function rawRows({ format, header, columns, bytes, file, maxCharacters }: SentList): AsyncGenerator<RawRow> {
  switch (format) {
    case 'txt':
      return textRows(bytes());
    case 'csv':
      return csvRows(bytes(), { delimiter: ',', header });
    case 'tsv':
      return csvRows(bytes(), { delimiter: '\t', header });
    case 'json':
      return jsonRows(bytes());
    case 'jsonl':
      return jsonlRows(bytes());
    default:
      return parquetRows({ ...file, size: file.size() }, (names) => readColumns(names, columns), maxCharacters);
  }
}

/** What has to be read of a file with these columns. */
const readColumns = (names: readonly string[], asked: ListColumns): string[] => [
  ...new Set(Object.values(columnsOf(names, asked, true))),
];
