import { BullModule } from '@nestjs/bull';
import { Module } from '@nestjs/common';
import { EXPORT_QUEUE } from '../../queue/queues.js';
import { StorageModule } from '../../storage/storage.module.js';
import { ExportDoctor } from './doctor/export-doctor.js';
import { ExportArchiver } from './export-archiver.js';
import { ExportClaims } from './export-claims.js';
import { ExportDispatcher } from './export-dispatcher.js';
import { ExportRunner } from './export-runner.js';
import { ExportWorker } from './export-worker.js';
import { ExportProcessor } from './export.processor.js';
import { PictureLoader } from './pipeline/picture-loader.js';
import { ExportRowsRepository } from './selection/export-rows.repository.js';

/** Worker only: makes the archives. */
@Module({
  imports: [StorageModule, BullModule.registerQueue({ name: EXPORT_QUEUE })],
  providers: [
    ExportProcessor,
    ExportWorker,
    ExportDispatcher,
    ExportRunner,
    ExportClaims,
    ExportArchiver,
    ExportDoctor,
    ExportRowsRepository,
    PictureLoader,
  ],
})
export class ExportWorkerModule {}
