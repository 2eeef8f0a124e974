import { Module } from '@nestjs/common';
import { CoreModule } from './core.module.js';
import { CrawlerModule } from './crawler/crawler.module.js';
import { HousekeepingModule } from './housekeeping/housekeeping.module.js';
import { ExportWorkerModule } from './modules/export/export.worker.module.js';
import { NotificationsWorkerModule } from './modules/notifications/notifications.worker.module.js';
import { ValidationWorkerModule } from './modules/validation/validation.worker.module.js';
import { EvictionCheck } from './queue/eviction-check.js';

/** The worker process, or the worker part of an API process: whatever consumes a queue is imported here and nowhere else. */
@Module({
  imports: [
    CoreModule,
    CrawlerModule,
    ValidationWorkerModule,
    ExportWorkerModule,
    NotificationsWorkerModule,
    HousekeepingModule,
  ],
  providers: [EvictionCheck],
})
export class WorkerModule {}
