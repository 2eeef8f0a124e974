export const LIST_FORMATS = ['txt', 'csv', 'tsv', 'json', 'jsonl', 'parquet'] as const;
export type ListFormat = (typeof LIST_FORMATS)[number];

/** Bytes of one row as text; nothing that names a picture is longer. */
export const MAX_ROW = 65_536;
/** Columns of one row. */
export const MAX_COLUMNS = 1_000;

/** The raw values of one row: by name, or null for a column that it does not have. */
export interface RawRow {
  /** 1 for the first row of data. */
  row: number;
  value: (column: string) => unknown;
  /** Names of what it has, as they are written. */
  names: readonly string[];
}
