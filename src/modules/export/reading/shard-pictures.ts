import { parquetMetadataAsync, parquetReadObjects, type AsyncBuffer } from 'hyparquet';
import { compressors } from 'hyparquet-compressors';
import { createHash } from 'node:crypto';
import type { ByteSource } from './byte-source.js';
import { tarMembers } from './tar-members.js';

/** A file inside a file of an archive. */
export interface InnerFile {
  name: string;
  /** Bytes. */
  size: number;
  /** Hex. */
  sha256: string;
}

/** Whether a file of an archive holds others that the manifest calls members. */
export const isShard = (path: string): boolean => /\.(tar|parquet)$/.test(path);

/** The files in a tar or Parquet shard; memory holds one row group. Throws when it cannot be read. */
export async function* shardPictures(path: string, shard: ByteSource): AsyncGenerator<InnerFile> {
  yield* path.endsWith('.tar') ? tarFiles(shard) : parquetPictures(shard);
}

async function* tarFiles(shard: ByteSource): AsyncGenerator<InnerFile> {
  for await (const { path, size, body } of tarMembers(shard)) {
    const hash = createHash('sha256');
    for await (const chunk of body) hash.update(chunk);
    yield { name: path, size, sha256: hash.digest('hex') };
  }
}

async function* parquetPictures(shard: ByteSource): AsyncGenerator<InnerFile> {
  const file = parquetSource(shard);
  const metadata = await parquetMetadataAsync(file);
  let rowStart = 0;
  for (const group of metadata.row_groups) {
    const rowEnd = rowStart + Number(group.num_rows);
    const rows = await parquetReadObjects({
      file,
      metadata,
      compressors,
      rowStart,
      rowEnd,
      columns: ['image'],
      utf8: false,
    });
    for (const { image } of rows) {
      const { path, bytes }: { path: string; bytes: Uint8Array } = image;
      yield { name: path, size: bytes.length, sha256: createHash('sha256').update(bytes).digest('hex') };
    }
    rowStart = rowEnd;
  }
}

/** What hyparquet reads from. */
export const parquetSource = (source: ByteSource): AsyncBuffer => ({
  byteLength: source.size,
  slice: async (start, end = source.size) => ownBuffer(await source.read(start, end - start)),
});

/** Copies only what shares its memory with others: row groups are large. */
function ownBuffer(bytes: Uint8Array): ArrayBuffer {
  const { buffer } = bytes;
  return buffer instanceof ArrayBuffer && buffer.byteLength === bytes.byteLength
    ? buffer
    : new Uint8Array(bytes).buffer;
}
