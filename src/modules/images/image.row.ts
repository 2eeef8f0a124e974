import { sql } from 'kysely';
import type { ImageLabel } from './image.entity.js';

/**
 * SQL: the version of the row `i` of images, microseconds of its last change since 1970. Whoever writes a row sets
 * updated_at, so the entity tag is right whichever module wrote.
 */
export const REVISION = sql<number>`(extract(epoch from i.updated_at) * 1000000)::float8`;

/** A kept row of images as SQL returns it: wire names, times as text, the hash as hex. */
export interface ImageRow {
  id: string;
  project_id: string;
  crawl_job_id: string;
  keyword: string;
  labels: ImageLabel[];
  source: string;
  original_url: string;
  page_url: string | null;
  title: string | null;
  creator: string | null;
  license: string | null;
  license_url: string | null;
  attribution: string | null;
  filename: string;
  storage_key: string;
  format: string;
  width: number;
  height: number;
  file_size: number;
  stored_sha256: string;
  sha256: string;
  phash: string;
  is_valid: boolean | null;
  is_duplicate: boolean;
  duplicate_of: string | null;
  /** A user said that it is no duplicate. */
  kept_apart: boolean;
  downloaded_at: string;
  created_at: string;
  updated_at: string;
  version: number;
}
