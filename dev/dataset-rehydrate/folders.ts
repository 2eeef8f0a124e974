import { mkdir, rm, stat, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';

/**
 * Makes a folder and those above it. Step by step: `recursive` never ends where the system says that a folder is missing which is
 * there, as it does below /proc. Throws when one cannot be made.
 */
export async function makeFolder(path: string): Promise<void> {
  if (await isFolder(path)) return;
  const above = dirname(path);
  if (above !== path) await makeFolder(above);
  try {
    await mkdir(path);
  } catch (error) {
    if (await isFolder(path)) return; // another picture needed it too
    const isMissing = error instanceof Error && 'code' in error && error.code === 'ENOENT';
    throw isMissing ? new Error('no folder can be made there', { cause: error }) : error;
  }
}

/** Makes a folder and tries it: throws when no file can be written there. Nothing stays in it. */
export async function makeWritableFolder(path: string): Promise<void> {
  await makeFolder(path);
  const probe = join(path, `.rehydrate-${process.pid}.part`);
  await writeFile(probe, 'probe');
  await rm(probe);
}

const isFolder = (path: string): Promise<boolean> =>
  stat(path).then(
    (found) => found.isDirectory(),
    () => false,
  );
