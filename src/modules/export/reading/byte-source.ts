import { open } from 'node:fs/promises';

/** Bytes that can be read anywhere: a file, or an object in storage. */
export interface ByteSource {
  readonly size: number;
  /** Up to `length` bytes from `start`, which the caller may `release`; fewer at the end only. */
  read(start: number, length: number): Promise<Uint8Array>;
}

/** Throws what opening a file throws, and on what is none. */
export async function openFile(path: string): Promise<ByteSource & { close(): Promise<void> }> {
  const file = await open(path);
  const stats = await file.stat();
  if (!stats.isFile()) {
    await file.close();
    throw new Error('it is not a file');
  }
  const { size } = stats;
  return {
    size,
    async read(start, length) {
      const buffer = Buffer.allocUnsafe(Math.max(0, Math.min(length, size - start)));
      const { bytesRead } = await file.read(buffer, 0, buffer.length, start);
      return buffer.subarray(0, bytesRead);
    },
    close: () => file.close(),
  };
}
