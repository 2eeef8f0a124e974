import type { Checkup } from './checkup.js';

/** A file of an export as it is read back. */
export interface ReadFile {
  path: string;
  /** Bytes. */
  size: number;
  body: AsyncIterable<Uint8Array>;
}

/** What a line of the manifest says about a picture, as far as formats repeat it. */
export interface ManifestPlace {
  path: string;
  member: string;
  split: string;
  label: string;
  label_id: number;
  sha256: string;
  bytes: number;
}

/** What the readers of a format stumble over. Made anew for every export. */
export interface FormatRules {
  /** Looks at a file that is neither a document of all archives nor a picture. Throws when it cannot be read. */
  see(file: ReadFile, checkup: Checkup): Promise<void>;
  /** Looks at where a picture lies. */
  seePicture?(path: string, checkup: Checkup): void;
  /** What `see` tells about the picture of this line; missing: its documents tell of none. */
  expected?(line: ManifestPlace): string;
  /** After the last file. */
  end?(checkup: Checkup): void;
}
