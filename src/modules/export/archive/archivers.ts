import type { ArchiveEntry } from './archive-entry.js';
import { tar } from './tar-writer.js';
import { zip } from './zip-writer.js';

interface Archiver {
  mediaType: string;
  /** Without dot. */
  extension: string;
  write(entries: AsyncIterable<ArchiveEntry> | Iterable<ArchiveEntry>): AsyncIterable<Uint8Array>;
}

export const ARCHIVERS = {
  zip: { mediaType: 'application/zip', extension: 'zip', write: zip },
  tar: { mediaType: 'application/x-tar', extension: 'tar', write: tar },
} as const satisfies Record<string, Archiver>;

export type ArchiveKind = keyof typeof ARCHIVERS;
