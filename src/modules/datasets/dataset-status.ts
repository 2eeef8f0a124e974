import { isDraft, isTerminal, type CrawlJobStatus } from '../crawl-jobs/crawl-job.status.js';
import type { DatasetStatus } from './dataset.row.js';

/** What the states of a project's crawl jobs make of the dataset. The same rule as SQL: dataset-aggregate.ts. */
export function datasetStatusOf(jobs: readonly { status: CrawlJobStatus; run: number }[]): DatasetStatus {
  if (jobs.length === 0) return 'pending';
  if (jobs.some((job) => !isTerminal(job.status) && !isDraft(job))) return 'processing';
  for (const status of ['failed', 'cancelled'] as const) {
    if (jobs.every((job) => job.status === status)) return status;
  }
  return jobs.every((job) => isTerminal(job.status)) ? 'completed' : 'pending';
}
