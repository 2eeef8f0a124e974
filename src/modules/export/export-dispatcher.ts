import { EntityManager } from '@mikro-orm/postgresql';
import { InjectQueue } from '@nestjs/bull';
import { Injectable } from '@nestjs/common';
import type { Queue } from 'bull';
import { DoorbellDispatcher } from '../../queue/doorbell-dispatcher.js';
import { EXPORT_QUEUE, type ExportDoorbell } from '../../queue/queues.js';

@Injectable()
export class ExportDispatcher extends DoorbellDispatcher<ExportDoorbell> {
  constructor(em: EntityManager, @InjectQueue(EXPORT_QUEUE) queue: Queue<ExportDoorbell>) {
    super(em, queue, 'export_jobs');
  }

  protected doorbell(id: string): ExportDoorbell {
    return { exportJobId: id };
  }
}
