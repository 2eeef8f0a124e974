import { createHash, randomUUID } from 'node:crypto';
import { open, rm, type FileHandle } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { crc32 } from 'node:zlib';
import type { ArchiveEntry } from './archive-entry.js';

const BUFFER_BYTES = 256 * 1024;

/** Bytes that are written now and read once they are complete: on disk, so that memory stays flat however many. */
export class Spool {
  private readonly hash = createHash('sha256');
  private readonly pending: Uint8Array[] = [];
  private pendingBytes = 0;
  private checksum = 0;
  private length = 0;
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
    return this.length;
  }

  async write(chunk: string | Uint8Array): Promise<void> {
    const bytes = typeof chunk === 'string' ? Buffer.from(chunk) : chunk;
    this.hash.update(bytes);
    this.checksum = crc32(bytes, this.checksum);
    this.length += bytes.length;
    this.pending.push(bytes);
    this.pendingBytes += bytes.length;
    if (this.pendingBytes >= BUFFER_BYTES) await this.flush();
  }

  /** Of the bytes so far, hex. */
  sha256(): string {
    return this.hash.copy().digest('hex');
  }

  entry(path: string): ArchiveEntry {
    return { path, size: this.length, crc32: this.checksum, sha256: this.sha256(), body: this.read() };
  }

  async *read(): AsyncGenerator<Uint8Array> {
    await this.flush();
    for (let position = 0; position < this.length;) {
      const buffer = Buffer.allocUnsafe(Math.min(BUFFER_BYTES, this.length - position));
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

  private async flush(): Promise<void> {
    if (this.pendingBytes === 0) return;
    const bytes = Buffer.concat(this.pending.splice(0));
    this.pendingBytes = 0;
    await this.file.appendFile(bytes);
  }
}
