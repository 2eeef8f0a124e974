import type { CRAWL_JOB_COLUMNS } from './crawl-job.columns.js';
import type { CrawlJobOptions } from './crawl-job-options.js';
import type { CrawlJobStatus, PauseReason } from './crawl-job.status.js';
import type { JobFigures } from './job-figures.js';
import type { Shortfall } from './planning/shortfall.js';

/** A row of crawl_jobs as the database gives it: wire names, times as text. */
export interface CrawlJobRow {
  id: string;
  project_id: string;
  user_id: string;
  name: string;
  keywords: string[];
  sources: string[];
  max_images: number;
  options: CrawlJobOptions;
  status: CrawlJobStatus;
  pause_reason: PauseReason | null;
  run: number;
  priority: number;
  total_chunks: number;
  active_chunks: number;
  completed_chunks: number;
  failed_chunks: number;
  progress: number;
  candidates: number;
  downloaded_images: number;
  duplicates: number;
  failed_downloads: number;
  unit_price: number;
  error: string | null;
  shortfall: Shortfall | null;
  event_seq: number;
  started_at: string | null;
  completed_at: string | null;
  created_at: string;
  updated_at: string;
  version: number;
}

/** What answers show of it. */
export type ShownCrawlJob = Pick<CrawlJobRow, (typeof CRAWL_JOB_COLUMNS)[number]> & { valid_images: number };

/** A job with what its chunks add up to right now. */
export type LiveCrawlJob = ShownCrawlJob &
  Pick<JobFigures, 'outcomes' | 'by_source' | 'duplicate_urls' | 'chunk_version'> & { event_seq: number };

/** Percent of what was asked for; a finished job is at 100 even when its sources had less. */
export const progressOf = (status: CrawlJobStatus, stored: number, maxImages: number): number =>
  status === 'completed' ? 100 : Math.floor((100 * stored) / maxImages);
