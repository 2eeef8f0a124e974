import {
  parquetMetadataAsync,
  parquetReadObjects,
  type AsyncBuffer,
  type FileMetaData,
  type RowGroup,
} from 'hyparquet';
import { compressors } from 'hyparquet-compressors';
import type { ByteSource } from './byte-source.js';
import { isAlone, release } from './release.js';

export interface PictureRow {
  /** The bytes are valid until the next row is asked for. */
  image: { path: string; bytes: Uint8Array };
  /** Number of a class. */
  label: bigint;
}

/** A Parquet file of pictures; memory holds one row group. */
export class PictureTable {
  private constructor(
    private readonly file: GivenBytes,
    readonly metadata: FileMetaData,
  ) {}

  /** Throws when it is no Parquet file. */
  static async of(source: ByteSource): Promise<PictureTable> {
    const file = new GivenBytes(source);
    return new PictureTable(file, await parquetMetadataAsync(file));
  }

  /** Throws when a row group cannot be read. */
  async *rows(): AsyncGenerator<PictureRow> {
    const { file, metadata } = this;
    let rowStart = 0;
    for (const group of metadata.row_groups) {
      const rowEnd = rowStart + Number(group.num_rows);
      const columns = ['image', 'label'];
      const rows = await parquetReadObjects({ file, metadata, compressors, rowStart, rowEnd, columns, utf8: false });
      for (const { image, label } of rows) yield { image, label };
      file.release();
      if (isStored(group)) for (const { image } of rows) release(image.bytes.buffer);
      rowStart = rowEnd;
    }
  }
}

/** Whether pictures are views of memory that the library took for them: it copies what it reads together with other columns. */
const isStored = ({ columns }: RowGroup): boolean =>
  columns.some(
    ({ meta_data: data }) => data?.path_in_schema.join('.') === 'image.bytes' && data.codec === 'UNCOMPRESSED',
  );

/** What hyparquet reads from; `release` takes back all that it was given. */
class GivenBytes implements AsyncBuffer {
  readonly byteLength: number;
  private given: ArrayBuffer[] = [];

  constructor(private readonly source: ByteSource) {
    this.byteLength = source.size;
  }

  async slice(start: number, end = this.byteLength): Promise<ArrayBuffer> {
    const bytes = await this.source.read(start, end - start);
    const { buffer } = bytes;
    const own = buffer instanceof ArrayBuffer && isAlone(bytes) ? buffer : new Uint8Array(bytes).buffer;
    this.given.push(own);
    return own;
  }

  release(): void {
    for (const buffer of this.given) release(buffer);
    this.given = [];
  }
}
