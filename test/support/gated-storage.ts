import type { Readable } from 'node:stream';
import { Storage, type StoredObject } from '../../src/storage/storage.js';

/** The real storage, but a read waits for `gate` or fails when the gate does, and `published` runs right after a stream is. */
export class GatedStorage extends Storage {
  constructor(
    private readonly real: Storage,
    private readonly gate: () => Promise<void>,
    private readonly published: () => Promise<void> = async () => {},
  ) {
    super();
  }

  put(key: string, bytes: Uint8Array): Promise<void> {
    return this.real.put(key, bytes);
  }

  async putStream(key: string, body: AsyncIterable<Uint8Array>): Promise<StoredObject> {
    const object = await this.real.putStream(key, body);
    await this.published();
    return object;
  }

  stat(key: string): Promise<StoredObject | null> {
    return this.real.stat(key);
  }

  async read(key: string, range?: { start: number; end: number }): Promise<Readable> {
    await this.gate();
    return this.real.read(key, range);
  }

  async bytes(key: string, start: number, length: number): Promise<Buffer> {
    await this.gate();
    return this.real.bytes(key, start, length);
  }

  delete(keys: string[]): Promise<void> {
    return this.real.delete(keys);
  }

  listJob(projectId: string, jobId: string): AsyncIterable<string> {
    return this.real.listJob(projectId, jobId);
  }
}
