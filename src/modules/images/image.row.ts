import type { ImageLabel } from './image.entity.js';

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
  downloaded_at: string;
  created_at: string;
}
