import { EntityManager } from '@mikro-orm/postgresql';
import { InjectQueue } from '@nestjs/bull';
import { Injectable } from '@nestjs/common';
import type { Queue } from 'bull';
import { DoorbellDispatcher } from '../../queue/doorbell-dispatcher.js';
import { VALIDATION_QUEUE, type ValidationDoorbell } from '../../queue/queues.js';

@Injectable()
export class ValidationDispatcher extends DoorbellDispatcher<ValidationDoorbell> {
  constructor(em: EntityManager, @InjectQueue(VALIDATION_QUEUE) queue: Queue<ValidationDoorbell>) {
    super(em, queue, 'validation_jobs');
  }

  protected doorbell(id: string): ValidationDoorbell {
    return { validationJobId: id };
  }
}
