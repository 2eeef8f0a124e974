/** Where the pictures of one flush belong. */
export interface ImageTarget {
  projectId: string;
  crawlJobId: string;
  chunkId: string;
  keyword: string;
  source: string;
}

/** What a source says of a picture. */
export interface Provenance {
  pageUrl: string | null;
  title: string | null;
  creator: string | null;
  /** SPDX id; null: unknown. */
  license: string | null;
  licenseUrl: string | null;
  attribution: string | null;
}

/** A picture whose object is already durable. */
export interface NewImage extends Provenance {
  /** Of its candidate in the chunk. */
  position: number;
  url: string;
  filename: string;
  storageKey: string;
  format: string;
  /** Pixels of the stored object. */
  width: number;
  height: number;
  /** Bytes of the stored object. */
  fileSize: number;
  /** Hex; of the stored object. */
  storedSha256: string;
  /** Hex; of the bytes as fetched: the picture's identity within the job. */
  sha256: string;
  /** 16 hex digits. */
  phash: string;
}

/** A picture that is there, named again under some keyword: its address, or an exact copy elsewhere. */
export interface FoundAgain extends Partial<Provenance> {
  sha256: string;
  keyword: string;
  source: string;
  url: string;
}
