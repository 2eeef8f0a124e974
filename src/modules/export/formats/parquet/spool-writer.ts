import { ByteWriter } from 'hyparquet-writer';

/** Bytes of a Parquet file in memory until they are taken away; offsets go on counting from the start of the file. */
export class SpoolWriter extends ByteWriter {
  /** What was written since the last time; a copy. */
  take(): Uint8Array {
    const bytes = this.getBytes().slice();
    this.index = 0;
    return bytes;
  }
}
