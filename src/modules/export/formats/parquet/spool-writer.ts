import { ByteWriter } from 'hyparquet-writer';

/** Bytes of a Parquet file in memory until they are taken away; offsets go on counting from the start of the file. */
export class SpoolWriter extends ByteWriter {
  /** What was written since the last time; valid until the next write. */
  take(): Uint8Array {
    const bytes = this.getBytes();
    this.index = 0;
    return bytes;
  }
}
