import type { Readable } from 'node:stream';

export interface StoredObject {
  size: number;
}

/** Where bytes live. Keys are relative POSIX paths made by us, never taken from outside. Any method may throw InvalidKey. */
export abstract class Storage {
  /** Durable when it resolves; writing an existing key is a no-op. Throws StorageFull when there is no space. */
  abstract put(key: string, bytes: Uint8Array): Promise<void>;

  /**
   * Streams to a temporary file and publishes it under `key` only after the last byte is durable; nothing remains on error.
   * Is done with each chunk of `body` before it asks for the next, so that one buffer may serve all.
   */
  abstract putStream(key: string, body: AsyncIterable<Uint8Array>): Promise<StoredObject>;

  /** null: there is no such object. */
  abstract stat(key: string): Promise<StoredObject | null>;

  /** Bytes `start` to `end`, both inclusive; the whole object without a range. Throws ObjectMissing. */
  abstract read(key: string, range?: { start: number; end: number }): Promise<Readable>;

  /** Up to `length` bytes from `start` in one piece, which is cheaper than a stream; fewer at the end only. Throws ObjectMissing. */
  abstract bytes(key: string, start: number, length: number): Promise<Buffer>;

  /** Deleting a missing object is a no-op. */
  abstract delete(keys: string[]): Promise<void>;

  /** Every key of one crawl job (`<2 hex>/<project>/<job>/…`). */
  abstract listJob(projectId: string, jobId: string): AsyncIterable<string>;
}

/** No space or quota left: nothing is wrong with the object, so the same call may succeed later. */
export class StorageFull extends Error {}
export class ObjectMissing extends Error {}
/** A key that does not stay inside the store. Ours are made by us, so this is a defect of the caller. */
export class InvalidKey extends Error {}
