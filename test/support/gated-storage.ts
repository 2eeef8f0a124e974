import type { Readable } from 'node:stream';
import { Storage, type StoredObject } from '../../src/storage/storage.js';

/** The real storage, but a read waits for `gate` or fails when the gate does. */
export class GatedStorage extends Storage {
  reads = 0;

  constructor(
    private readonly real: Storage,
    private readonly gate: () => Promise<void>,
  ) {
    super();
  }

  put(key: string, bytes: Uint8Array): Promise<void> {
    return this.real.put(key, bytes);
  }

  putStream(key: string, body: AsyncIterable<Uint8Array>): Promise<StoredObject> {
    return this.real.putStream(key, body);
  }

  stat(key: string): Promise<StoredObject | null> {
    return this.real.stat(key);
  }

  async read(key: string, range?: { start: number; end: number }): Promise<Readable> {
    this.reads += 1;
    await this.gate();
    return this.real.read(key, range);
  }

  delete(keys: string[]): Promise<void> {
    return this.real.delete(keys);
  }

  listJob(projectId: string, jobId: string): AsyncIterable<string> {
    return this.real.listJob(projectId, jobId);
  }
}
