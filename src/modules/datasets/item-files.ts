import { csvRow } from '../export/documents/csv.js';
import type { DatasetItem } from './dataset-items.repository.js';

/** How the old API writes the items of a dataset; each is text in pieces, so that none needs to fit into memory. */
export interface ItemFile {
  mediaType: string;
  extension: string;
  write(items: AsyncIterable<DatasetItem>): AsyncGenerator<string>;
}

const COLUMNS = [
  'url',
  'label',
  'filename',
  'width',
  'height',
  'license',
  'license_url',
  'creator',
  'source',
] as const satisfies readonly (keyof DatasetItem)[];

/** One array. */
export const JSON_FILE: ItemFile = {
  mediaType: 'application/json',
  extension: 'json',
  async *write(items) {
    let before = '[';
    for await (const item of items) {
      yield `${before}\n${JSON.stringify(item)}`;
      before = ',';
    }
    yield before === '[' ? '[]\n' : '\n]\n';
  },
};

/** One object a line. */
export const JSON_LINES_FILE: ItemFile = {
  mediaType: 'application/x-ndjson',
  extension: 'jsonl',
  async *write(items) {
    for await (const item of items) yield `${JSON.stringify(item)}\n`;
  },
};

/** RFC 4180 with a header. */
export const CSV_FILE: ItemFile = {
  mediaType: 'text/csv',
  extension: 'csv',
  async *write(items) {
    yield csvRow(COLUMNS);
    for await (const item of items) yield csvRow(COLUMNS.map((column) => item[column] ?? ''));
  },
};
