/** To the child that reads one Parquet file. */
export type ParquetRequest =
  | { kind: 'open'; size: number }
  | { kind: 'bytes'; id: number; bytes: Uint8Array }
  | { kind: 'choose'; columns: string[] }
  | { kind: 'more' };

/** From it. */
export type ParquetMessage =
  | { kind: 'ready' }
  | { kind: 'read'; id: number; start: number; end: number }
  | { kind: 'columns'; names: string[] }
  /** Values in the order of the chosen columns; `first` counts from 1. */
  | { kind: 'rows'; first: number; rows: (string | null)[][] }
  | { kind: 'end' }
  | { kind: 'fault'; message: string; row: number | null };
