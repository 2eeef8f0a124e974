import type { Storage } from '../../../storage/storage.js';

/** Up to `length` bytes of an object from `start` in one piece, not copied where they come as one. Throws ObjectMissing. */
export async function readRange(storage: Storage, key: string, start: number, length: number): Promise<Buffer> {
  const body = await storage.read(key, { start, end: start + length - 1 });
  const pieces: Buffer[] = await body.toArray();
  return pieces.length === 1 && pieces[0] ? pieces[0] : Buffer.concat(pieces);
}
