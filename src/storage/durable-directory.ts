import { mkdir, open, rmdir } from 'node:fs/promises';
import { dirname } from 'node:path';
import { isErrno } from './errno.js';

/** Makes the directory and its missing parents, and makes their entries durable. */
export async function makeDurableDirectory(path: string): Promise<void> {
  const first = await mkdir(path, { recursive: true });
  if (first === undefined) return;
  for (let made = path; made.length >= first.length; made = dirname(made)) await syncDirectory(dirname(made));
}

/** After this a rename into the directory outlives a power cut. */
export async function syncDirectory(path: string): Promise<void> {
  if (process.platform === 'win32') return; // directories cannot be opened there
  const directory = await open(path);
  try {
    await directory.sync();
  } finally {
    await directory.close();
  }
}

/** Removes the directory and its parents below `root` as far as they are empty. */
export async function removeEmptyDirectories(path: string, root: string): Promise<void> {
  try {
    for (let empty = path; empty.length > root.length; empty = dirname(empty)) await rmdir(empty);
  } catch (error) {
    if (!isErrno(error, 'ENOTEMPTY', 'EEXIST', 'ENOENT', 'ENOTDIR')) throw error;
  }
}
