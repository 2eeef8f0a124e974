import { Process, Processor } from '@nestjs/bull';
import type { Job } from 'bull';
import { VALIDATION_QUEUE, type ValidationDoorbell } from '../../queue/queues.js';
import { VALIDATIONS_AT_A_TIME, ValidationWorker } from './validation-worker.js';

/** Bull → the worker. No logic here. */
@Processor(VALIDATION_QUEUE)
export class ValidationProcessor {
  constructor(private readonly worker: ValidationWorker) {}

  @Process({ concurrency: VALIDATIONS_AT_A_TIME })
  run(job: Job<ValidationDoorbell>): Promise<void> {
    return this.worker.onBell(job.data.validationJobId);
  }
}
