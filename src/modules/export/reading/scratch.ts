import { createHash, randomUUID } from 'node:crypto';
import { open, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { ByteSource } from './byte-source.js';

/** Bytes on disk that can be read anywhere, for what can only be read in order. */
export interface Scratch extends ByteSource {
  /** Hex. */
  readonly sha256: string;
  close(): Promise<void>;
}

/** Its file has no name from the start: nothing stays behind when the process dies. Throws what reading `body` throws. */
export async function scratchOf(body: AsyncIterable<Uint8Array>): Promise<Scratch> {
  const path = join(tmpdir(), `scratch-${randomUUID()}`);
  const file = await open(path, 'wx+', 0o600);
  try {
    await rm(path);
    const hash = createHash('sha256');
    let size = 0;
    for await (const chunk of body) {
      hash.update(chunk);
      await file.write(chunk, 0, chunk.length, size);
      size += chunk.length;
    }
    return {
      size,
      sha256: hash.digest('hex'),
      async read(start, length) {
        const buffer = Buffer.allocUnsafe(Math.max(0, Math.min(length, size - start)));
        const { bytesRead } = await file.read(buffer, 0, buffer.length, start);
        return buffer.subarray(0, bytesRead);
      },
      close: () => file.close(),
    };
  } catch (error) {
    await file.close();
    throw error;
  }
}
