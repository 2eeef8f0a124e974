import type { JobOptions, QueueOptions } from 'bull';

/** Every queue. A job is a doorbell: it says what to look at, PostgreSQL says what to do. */
export const CRAWL_QUEUE = 'crawl';
export interface CrawlDoorbell {
  chunkId: string;
}

export const EXPORT_QUEUE = 'export';
export interface ExportDoorbell {
  exportJobId: string;
}

export const VALIDATION_QUEUE = 'validation';
export interface ValidationDoorbell {
  validationJobId: string;
}

/** Retries, backoff, priority and dead letters live in rows, so Bull tries once and forgets. */
export const ringOnce: JobOptions = { attempts: 1, removeOnComplete: true, removeOnFail: true };

/** A lost lock must never fail a job: the row's lease decides who works. */
export const queueSettings: QueueOptions['settings'] = {
  lockDuration: 30_000,
  lockRenewTime: 10_000,
  stalledInterval: 15_000,
  maxStalledCount: 1_000_000,
  guardInterval: 5_000,
};
