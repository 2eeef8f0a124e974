/** Where the pictures of one flush belong. */
export interface ImageTarget {
  projectId: string;
  crawlJobId: string;
  chunkId: string;
  keyword: string;
  source: string;
}

/** A picture whose object is already durable. */
export interface NewImage {
  /** Of its candidate in the chunk. */
  position: number;
  url: string;
  pageUrl: string | null;
  title: string | null;
  creator: string | null;
  /** SPDX id; null: unknown. */
  license: string | null;
  licenseUrl: string | null;
  attribution: string | null;
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

/** An exact copy found again under some keyword. */
export interface FoundAgain {
  sha256: string;
  keyword: string;
  source: string;
  url: string;
}
