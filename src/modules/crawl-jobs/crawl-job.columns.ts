import type { SortAllowList } from '../../common/pagination/sort.js';

/** The columns of crawl_jobs that answers show; `valid_images` is counted. */
export const CRAWL_JOB_COLUMNS = [
  'id',
  'project_id',
  'name',
  'keywords',
  'sources',
  'max_images',
  'options',
  'status',
  'pause_reason',
  'run',
  'priority',
  'total_chunks',
  'active_chunks',
  'completed_chunks',
  'failed_chunks',
  'progress',
  'candidates',
  'downloaded_images',
  'duplicates',
  'failed_downloads',
  'unit_price',
  'error',
  'shortfall',
  'started_at',
  'completed_at',
  'created_at',
  'updated_at',
  'version',
] as const;

export const CRAWL_JOB_SORTS: SortAllowList = {
  created_at: { column: 'crawl_jobs.created_at', type: 'timestamp' },
  updated_at: { column: 'crawl_jobs.updated_at', type: 'timestamp' },
  name: { column: 'crawl_jobs.name', type: 'text' },
};
