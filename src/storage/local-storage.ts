import { Injectable, Logger, type OnModuleInit } from '@nestjs/common';
import { open, readdir, rename, stat, unlink } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import type { Readable } from 'node:stream';
import { Env } from '../config/env.js';
import { makeDurableDirectory, removeEmptyDirectories, syncDirectory } from './durable-directory.js';
import { isErrno } from './errno.js';
import { keySegments } from './object-key.js';
import { ObjectMissing, Storage, type StoredObject, StorageFull } from './storage.js';
import { TemporaryFiles } from './temporary-files.js';

const HOUR = 3_600_000;
/** A delete may prune the directory that a put has just made, but not for ever. */
const MOVE_ATTEMPTS = 20;

/**
 * Objects as files under STORAGE_DIR. Bytes go to a temporary file on the same file system, are flushed, and appear under
 * their key by one rename, which is flushed too: a reader never sees half an object, and a power cut never takes one whose
 * `put` has resolved.
 */
@Injectable()
export class LocalStorage extends Storage implements OnModuleInit {
  private readonly root: string;
  private readonly temporary: TemporaryFiles;

  constructor(env: Env) {
    super();
    this.root = resolve(env.STORAGE_DIR);
    this.temporary = new TemporaryFiles(join(this.root, '.tmp')); // no key begins with a dot
  }

  async onModuleInit(): Promise<void> {
    const removed = await this.temporary.removeOlderThan(HOUR);
    if (removed > 0) new Logger(LocalStorage.name).log(`removed ${removed} unfinished files`);
  }

  async put(key: string, bytes: Uint8Array): Promise<void> {
    const path = this.path(key);
    if (await fileAt(path)) return syncDirectory(dirname(path)); // whoever wrote it may not have got that far
    await this.publish(path, (write) => write(bytes));
  }

  async putStream(key: string, body: AsyncIterable<Uint8Array>): Promise<StoredObject> {
    let size = 0;
    await this.publish(this.path(key), async (write) => {
      for await (const chunk of body) {
        await write(chunk);
        size += chunk.byteLength;
      }
    });
    return { size };
  }

  async stat(key: string): Promise<StoredObject | null> {
    return fileAt(this.path(key));
  }

  async read(key: string, range?: { start: number; end: number }): Promise<Readable> {
    const path = this.path(key);
    if (range && !(range.start >= 0 && range.end >= range.start)) throw new RangeError('start must be 0 to end');
    if (!(await fileAt(path))) throw new ObjectMissing(key);
    try {
      return (await open(path)).createReadStream(range);
    } catch (error) {
      throw isErrno(error, 'ENOENT') ? new ObjectMissing(key, { cause: error }) : error;
    }
  }

  async bytes(key: string, start: number, length: number): Promise<Buffer> {
    const path = this.path(key);
    const buffer = Buffer.allocUnsafeSlow(length);
    try {
      const file = await open(path);
      try {
        let filled = 0;
        for (let read = -1; filled < length && read !== 0; filled += read)
          ({ bytesRead: read } = await file.read(buffer, filled, length - filled, start + filled)); // some file systems give less
        return buffer.subarray(0, filled);
      } finally {
        await file.close();
      }
    } catch (error) {
      throw isErrno(error, 'ENOENT', 'ENOTDIR', 'EISDIR') ? new ObjectMissing(key, { cause: error }) : error;
    }
  }

  async delete(keys: string[]): Promise<void> {
    const paths = keys.map((key) => this.path(key));
    for (const path of paths)
      await unlink(path).catch((error: unknown) => {
        if (!isErrno(error, 'ENOENT', 'ENOTDIR')) throw error;
      });
    for (const directory of new Set(paths.map((path) => dirname(path))))
      await removeEmptyDirectories(directory, this.root);
  }

  async *listJob(projectId: string, jobId: string): AsyncIterable<string> {
    for (let shard = 0; shard < 256; shard++) {
      const prefix = `${shard.toString(16).padStart(2, '0')}/${projectId}/${jobId}`;
      const names = await readdir(this.path(prefix)).catch((error: unknown) => {
        if (isErrno(error, 'ENOENT')) return [];
        throw error;
      });
      for (const name of names) yield `${prefix}/${name}`;
    }
  }

  private path(key: string): string {
    return join(this.root, ...keySegments(key));
  }

  private async publish(path: string, fill: (write: (bytes: Uint8Array) => Promise<void>) => Promise<void>) {
    try {
      const temporary = await this.temporary.write((file) => fill((bytes) => file.writeFile(bytes)));
      try {
        await moveInto(path, temporary);
      } catch (error) {
        await this.temporary.discard(temporary);
        throw error;
      }
    } catch (error) {
      throw isErrno(error, 'ENOSPC', 'EDQUOT') ? new StorageFull('no space for objects', { cause: error }) : error;
    }
  }
}

async function moveInto(path: string, temporary: string): Promise<void> {
  for (let attempt = 1; ; attempt++)
    try {
      await makeDurableDirectory(dirname(path));
      await rename(temporary, path);
      return await syncDirectory(dirname(path));
    } catch (error) {
      // ENOTDIR and EEXIST: how a recursive mkdir reports a parent that went away under it
      if (!isErrno(error, 'ENOENT', 'ENOTDIR', 'EEXIST') || attempt === MOVE_ATTEMPTS) throw error;
    }
}

async function fileAt(path: string): Promise<StoredObject | null> {
  try {
    const found = await stat(path);
    return found.isFile() ? { size: found.size } : null;
  } catch (error) {
    if (isErrno(error, 'ENOENT', 'ENOTDIR')) return null;
    throw error;
  }
}
