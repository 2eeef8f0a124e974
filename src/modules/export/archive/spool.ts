import { createHash, randomUUID } from 'node:crypto';
import { open, rm, type FileHandle } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { crc32 } from 'node:zlib';
import type { ArchiveEntry } from './archive-entry.js';

const BUFFER_BYTES = 256 * 1024;
/** Of UTF-8 for one unit of UTF-16, at most. */
const MAX_UNIT_BYTES = 3;

/** Bytes that are written now and read once they are complete: on disk, so that memory stays flat however many. */
export class Spool {
  private readonly hash = createHash('sha256');
  private checksum = 0;
  private written = 0;
  /** One buffer for all that is written: many small ones would outlive their use until the next collection. */
  private readonly buffer = Buffer.allocUnsafeSlow(BUFFER_BYTES);
  private filled = 0;
  private open = true;

  private constructor(private readonly file: FileHandle) {}

  /** Its file has no name from the start: nothing stays behind when the process dies. */
  static async open(): Promise<Spool> {
    const path = join(tmpdir(), `spool-${randomUUID()}`);
    const file = await open(path, 'wx+', 0o600);
    await rm(path);
    return new Spool(file);
  }

  /** Bytes so far. */
  get size(): number {
    return this.written + this.filled;
  }

  /** One call at a time. */
  async write(chunk: string | Uint8Array): Promise<void> {
    if (typeof chunk !== 'string') return this.writeBytes(chunk);
    const most = chunk.length * MAX_UNIT_BYTES;
    if (most > BUFFER_BYTES) return this.writeBytes(Buffer.from(chunk));
    if (most > BUFFER_BYTES - this.filled) await this.flush();
    this.filled += this.buffer.write(chunk, this.filled);
  }

  /** Of the bytes so far, hex. */
  sha256(): string {
    return this.hash.copy().update(this.waiting()).digest('hex');
  }

  /** Valid until the next write. */
  entry(path: string): ArchiveEntry {
    const checksum = crc32(this.waiting(), this.checksum);
    return { path, size: this.size, crc32: checksum, sha256: this.sha256(), body: this.read() };
  }

  /** A piece is valid until the next is asked for. */
  async *read(): AsyncGenerator<Uint8Array> {
    await this.flush();
    const buffer = Buffer.allocUnsafeSlow(Math.min(BUFFER_BYTES, this.written));
    for (let position = 0; position < this.written;) {
      const { bytesRead } = await this.file.read(buffer, 0, buffer.length, position);
      if (bytesRead === 0) throw new Error('The spool file was cut short');
      position += bytesRead;
      yield buffer.subarray(0, bytesRead);
    }
  }

  /** May be called twice. */
  async close(): Promise<void> {
    if (this.open) await this.file.close();
    this.open = false;
  }

  private async writeBytes(bytes: Uint8Array): Promise<void> {
    if (bytes.length > BUFFER_BYTES - this.filled) await this.flush();
    if (bytes.length > BUFFER_BYTES) return this.append(bytes);
    this.buffer.set(bytes, this.filled);
    this.filled += bytes.length;
  }

  private waiting(): Uint8Array {
    return this.buffer.subarray(0, this.filled);
  }

  private async flush(): Promise<void> {
    if (this.filled === 0) return;
    await this.append(this.waiting());
    this.filled = 0;
  }

  private async append(bytes: Uint8Array): Promise<void> {
    this.hash.update(bytes);
    this.checksum = crc32(bytes, this.checksum);
    this.written += bytes.length;
    await this.file.appendFile(bytes);
  }
}
