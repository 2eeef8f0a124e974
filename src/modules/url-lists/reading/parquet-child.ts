import {
  parquetMetadataAsync,
  parquetReadObjects,
  parquetSchema,
  type AsyncBuffer,
  type FileMetaData,
} from 'hyparquet';
import { compressors } from 'hyparquet-compressors';
import { BadList } from './bad-list.js';
import { MAX_COLUMNS, MAX_ROW } from './list-format.js';
import { parquetFault } from './parquet-fault.js';
import type { ParquetMessage, ParquetRequest } from './parquet-messages.js';

/** Bytes of one page unpacked. */
const MAX_PAGE = 128_000_000;
/** Of one message. */
const ROWS_AT_A_TIME = 2_000;
const CHARACTERS_AT_A_TIME = 1_000_000;

// A hostile file can make its reader allocate without bounds, so it is read here, where only this process can end.
const send = (message: ParquetMessage): void => void process.send?.(message);
const reads = new Map<number, (bytes: ArrayBuffer) => void>();
let chosen: (columns: string[]) => void = () => undefined;
let goOn: () => void = () => undefined;

process.on('message', (request: ParquetRequest) => {
  if (request.kind === 'open') void read(request.size);
  else if (request.kind === 'choose') chosen(request.columns);
  else if (request.kind === 'more') goOn();
  else {
    reads.get(request.id)?.(copyOf(request.bytes));
    reads.delete(request.id);
  }
});
process.once('disconnect', () => process.kill(process.pid, 'SIGKILL'));
send({ kind: 'ready' });

async function read(size: number): Promise<void> {
  let row: number | null = null;
  try {
    const file = remoteFile(size);
    const metadata = await parquetMetadataAsync(file, { geoparquet: false });
    const names = leafNames(metadata);
    const columns = await new Promise<string[]>((resolve) => {
      chosen = resolve;
      send({ kind: 'columns', names });
    });
    let before = 0;
    for (const { num_rows: count } of metadata.row_groups) {
      row = before + 1;
      await readRows(file, metadata, columns, row, before + Number(count));
      before += Number(count);
    }
    send({ kind: 'end' });
  } catch (error) {
    send({ kind: 'fault', message: parquetFault(error, row), row });
  }
}

/** Rows `first` to `last`, counted from 1, of one row group; each message waits until the one before it was used. */
async function readRows(file: AsyncBuffer, metadata: FileMetaData, columns: string[], first: number, last: number) {
  const objects = await parquetReadObjects({
    file,
    metadata,
    columns,
    rowStart: first - 1,
    rowEnd: last,
    compressors: limitedCompressors,
  });
  let rows: (string | null)[][] = [];
  let characters = 0;
  for (const [index, object] of objects.entries()) {
    const values = columns.map((name) => textOf(object[name]));
    characters += values.reduce((sum, value) => sum + (value?.length ?? 0), 0);
    rows.push(values);
    const isLast = index === objects.length - 1;
    if (!isLast && rows.length < ROWS_AT_A_TIME && characters < CHARACTERS_AT_A_TIME) continue;
    const message: ParquetMessage = { kind: 'rows', first: first + index + 1 - rows.length, rows };
    await new Promise<void>((resolve) => {
      goOn = resolve;
      send(message);
    });
    rows = [];
    characters = 0;
  }
}

/** The file lies in the parent's storage. */
function remoteFile(byteLength: number): AsyncBuffer {
  let id = 0;
  return {
    byteLength,
    slice: (start, end = byteLength) =>
      new Promise((resolve, reject) => {
        if (!(start >= 0 && end > start && end <= byteLength))
          return reject(new BadList('a part lies outside of the file'));
        id += 1;
        reads.set(id, resolve);
        send({ kind: 'read', id, start, end });
      }),
  };
}

const limitedCompressors = Object.fromEntries(
  Object.entries(compressors).map(([codec, decompress]) => [
    codec,
    (input: Uint8Array, length: number) => {
      if (!(length <= MAX_PAGE)) throw new BadList(`a page has more than ${MAX_PAGE} bytes`);
      return decompress(input, length);
    },
  ]),
);

/** Columns that hold one value a row. */
function leafNames(metadata: FileMetaData): string[] {
  const { children } = parquetSchema(metadata);
  if (children.length > MAX_COLUMNS) throw new BadList(`it has more than ${MAX_COLUMNS} columns`);
  return children
    .filter((child) => child.children.length === 0 && child.element.repetition_type !== 'REPEATED')
    .map((child) => child.element.name);
}

function textOf(value: unknown): string | null {
  if (typeof value === 'string') return value.slice(0, MAX_ROW);
  return typeof value === 'number' || typeof value === 'bigint' ? String(value) : null;
}

function copyOf(bytes: Uint8Array): ArrayBuffer {
  const copy = new ArrayBuffer(bytes.byteLength);
  new Uint8Array(copy).set(bytes);
  return copy;
}
