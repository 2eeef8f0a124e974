import { crc32 } from 'node:zlib';

/** One file of an archive. Size and checksum are known before the first byte, so that no reader has to look ahead. */
export interface ArchiveEntry {
  /** Relative POSIX path. */
  path: string;
  /** Bytes. */
  size: number;
  /** CRC-32 of the bytes, unsigned. */
  crc32: number;
  body: Iterable<Uint8Array> | AsyncIterable<Uint8Array>;
}

export function entryOf(path: string, bytes: Uint8Array): ArchiveEntry {
  return { path, size: bytes.length, crc32: crc32(bytes), body: [bytes] };
}

/** Throws on a path that could leave the folder it is unpacked in, or that some system reads differently. */
export function assertSafePath(path: string): void {
  const parts = path.split('/');
  const unsafe = parts.some((part) => part === '' || part === '.' || part === '..') || /[\p{Cc}\\:]/u.test(path);
  if (unsafe) throw new Error(`Unsafe path in an archive: ${JSON.stringify(path)}`);
}
