import { Process, Processor } from '@nestjs/bull';
import type { Job } from 'bull';
import { EXPORT_QUEUE, type ExportDoorbell } from '../../queue/queues.js';
import { EXPORTS_AT_A_TIME, ExportWorker } from './export-worker.js';

/** Bull → the worker. No logic here. */
@Processor(EXPORT_QUEUE)
export class ExportProcessor {
  constructor(private readonly worker: ExportWorker) {}

  @Process({ concurrency: EXPORTS_AT_A_TIME })
  run(job: Job<ExportDoorbell>): Promise<void> {
    return this.worker.onBell(job.data.exportJobId);
  }
}
