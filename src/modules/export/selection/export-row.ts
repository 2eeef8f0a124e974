/** What decides whether a picture is exported, under which class, and in which split. */
export interface SelectionRow {
  id: string;
  /** The label it was collected for. */
  keyword: string;
  /** Hex; of the bytes as fetched: the picture's identity. */
  sha256: string;
  /** Identity of the picture that it is a near duplicate of, else its own: the same for all of a group. */
  group: string;
  /** SPDX id; null: unknown. */
  license: string | null;
  /** Pixels of the stored object. */
  width: number;
  height: number;
  is_duplicate: boolean;
  /** null: not validated. */
  is_valid: boolean | null;
}

/** Everything that an export may say about a picture. */
export interface ExportRow extends SelectionRow {
  /** Every keyword it was found under, sorted. */
  labels: string[];
  /** Hex; of the stored object. */
  stored_sha256: string;
  /** Whether its crawl job stores copies, resized or not, instead of the pixels as fetched. */
  is_reencoded: boolean;
  storage_key: string;
  format: string;
  /** Bytes of the stored object. */
  file_size: number;
  source: string;
  original_url: string;
  page_url: string | null;
  title: string | null;
  creator: string | null;
  license_url: string | null;
  attribution: string | null;
  /** 16 hex digits. */
  phash: string;
  downloaded_at: Date;
}
