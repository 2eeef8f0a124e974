import { BadList } from './bad-list.js';

/** Why a Parquet file cannot be read, in our words: the library's own are about its code. `row` null: it was not even opened. */
export function parquetFault(error: unknown, row: number | null): string {
  if (error instanceof BadList) return error.message;
  return row === null
    ? 'it is no Parquet file, or its metadata is damaged'
    : 'it is damaged here, or written in a way that is not supported';
}
