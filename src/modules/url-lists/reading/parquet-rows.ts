import type { Storage } from '../../../storage/storage.js';
import { BadList } from './bad-list.js';
import type { RawRow } from './list-format.js';
import { ParquetProcess } from './parquet-process.js';
import { mustNotBeBomb } from './sent-bytes.js';

/** Bytes that one read of a hostile file may ask for: a chunk of a column. */
const MAX_READ = 256_000_000;

export interface ParquetFile {
  storage: Storage;
  key: string;
  size: number;
}

/** Rows of a Parquet file in storage, with the columns that `choose` picks from its names only. @throws BadList */
export async function* parquetRows(
  file: ParquetFile,
  choose: (names: readonly string[]) => string[],
  maxCharacters: number,
): AsyncGenerator<RawRow> {
  const child = new ParquetProcess();
  let row = 0;
  let characters = 0;
  let columns: string[] = [];
  try {
    for (;;) {
      const message = await child.next(row + 1);
      switch (message.kind) {
        case 'ready':
          child.send({ kind: 'open', size: file.size });
          break;
        case 'read':
          child.send({ kind: 'bytes', id: message.id, bytes: await partOf(file, message.start, message.end) });
          break;
        case 'columns':
          columns = choose(message.names);
          child.send({ kind: 'choose', columns });
          break;
        case 'rows':
          row = message.first - 1;
          for (const values of message.rows) {
            row += 1;
            characters += values.reduce((sum, value) => sum + (value?.length ?? 0), 0);
            if (characters > maxCharacters) throw new BadList(`it unfolds to more than ${maxCharacters} bytes`, row);
            mustNotBeBomb(characters, file.size, row);
            yield { row, names: columns, value: (name) => values[columns.indexOf(name)] };
          }
          child.send({ kind: 'more' });
          break;
        default:
          return;
      }
    }
  } finally {
    await child.close();
  }
}

async function partOf({ storage, key }: ParquetFile, start: number, end: number): Promise<Buffer> {
  if (end - start > MAX_READ) throw new BadList('a column of one row group is too large; write smaller row groups');
  const pieces: Buffer[] = [];
  for await (const piece of await storage.read(key, { start, end: end - 1 })) pieces.push(Buffer.from(piece));
  return Buffer.concat(pieces);
}
