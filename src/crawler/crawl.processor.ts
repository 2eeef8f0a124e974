import { Process, Processor } from '@nestjs/bull';
import type { Job } from 'bull';
import { CRAWL_QUEUE, type CrawlDoorbell } from '../queue/queues.js';
import { loadEnv } from '../config/env.js';
import { CrawlWorker } from './crawl-worker.js';

/** Bull → the worker. No logic here. */
@Processor(CRAWL_QUEUE)
export class CrawlProcessor {
  constructor(private readonly worker: CrawlWorker) {}

  @Process({ concurrency: loadEnv().WORKER_CONCURRENCY })
  run(job: Job<CrawlDoorbell>): Promise<void> {
    return this.worker.onBell(job.data.chunkId);
  }
}
