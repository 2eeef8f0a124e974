import { hash } from 'node:crypto';
import { crc32 } from 'node:zlib';

/** One file of an archive. Size and checksums are known before the first byte, so that no reader has to look ahead. */
export interface ArchiveEntry {
  /** Relative POSIX path. */
  path: string;
  /** Bytes. */
  size: number;
  /** CRC-32 of the bytes, unsigned. */
  crc32: number;
  /** Of the bytes, hex. */
  sha256: string;
  /** A piece is valid until the next is asked for; so are those of archives and exports. */
  body: Iterable<Uint8Array> | AsyncIterable<Uint8Array>;
}

/** `sha256`: when it is known already. */
export function entryOf(path: string, bytes: Uint8Array, sha256 = sha256Of(bytes)): ArchiveEntry {
  return { path, size: bytes.length, crc32: crc32(bytes), sha256, body: [bytes] };
}

/** Hex. */
export const sha256Of = (bytes: string | Uint8Array): string => hash('sha256', bytes);

/** False for a path that could leave the folder it is unpacked in, or that some system reads differently. */
export const isSafePath = (path: string): boolean =>
  !/[\p{Cc}\\:]/u.test(path) && !path.split('/').some((part) => part === '' || part === '.' || part === '..');

/** Throws unless it is a safe path. */
export function assertSafePath(path: string): void {
  if (!isSafePath(path)) throw new Error(`Unsafe path in an archive: ${JSON.stringify(path)}`);
}

/** The bytes of an entry; throws unless they are as many as it announced, because headers already say so. */
export async function* bodyOf({ path, size, body }: ArchiveEntry): AsyncGenerator<Uint8Array> {
  let left = size;
  for await (const chunk of body) {
    left -= chunk.length;
    if (left < 0) break;
    yield chunk;
  }
  if (left !== 0) throw new Error(`${path} does not have the ${size} bytes that were announced`);
}
