import { randomUUID } from 'node:crypto';
import { mkdir, open, readdir, rm, stat, type FileHandle } from 'node:fs/promises';
import { join } from 'node:path';
import { isErrno } from './errno.js';

/** Files being written; a crash leaves them behind, so old ones are removed. */
export class TemporaryFiles {
  constructor(private readonly directory: string) {}

  /** Writes a new file and hands over its path once its bytes are durable. Nothing remains of a failed write. */
  async write(fill: (file: FileHandle) => Promise<void>): Promise<string> {
    const path = join(this.directory, randomUUID());
    const file = await this.create(path);
    try {
      await fill(file);
      await file.datasync();
    } catch (error) {
      await file.close();
      await this.discard(path);
      throw error;
    }
    await file.close();
    return path;
  }

  async discard(path: string): Promise<void> {
    await rm(path, { force: true });
  }

  /** Removes what was last written to more than `ageMs` ago; returns how many. */
  async removeOlderThan(ageMs: number): Promise<number> {
    await mkdir(this.directory, { recursive: true });
    let removed = 0;
    for (const name of await readdir(this.directory)) {
      const path = join(this.directory, name);
      const found = await stat(path).catch(() => null); // another process may sweep as well
      if (!found || found.mtimeMs > Date.now() - ageMs) continue;
      await this.discard(path);
      removed++;
    }
    return removed;
  }

  private async create(path: string): Promise<FileHandle> {
    try {
      return await open(path, 'wx');
    } catch (error) {
      if (!isErrno(error, 'ENOENT')) throw error;
      await mkdir(this.directory, { recursive: true });
      return open(path, 'wx');
    }
  }
}
