import { createHash } from 'node:crypto';
import type { ByteSource } from './byte-source.js';
import { PictureTable } from './picture-table.js';
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
  const table = await PictureTable.of(shard);
  for await (const { image } of table.rows()) {
    const { path, bytes } = image;
    yield { name: path, size: bytes.length, sha256: createHash('sha256').update(bytes).digest('hex') };
  }
}
