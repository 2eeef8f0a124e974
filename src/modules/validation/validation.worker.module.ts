import { BullModule } from '@nestjs/bull';
import { Module } from '@nestjs/common';
import { InspectionModule } from '../../inspection/inspection.module.js';
import { VALIDATION_QUEUE } from '../../queue/queues.js';
import { StorageModule } from '../../storage/storage.module.js';
import { CheckedImagesRepository } from './checked-images.repository.js';
import { ImageMeasuring } from './image-measuring.js';
import { RulesModule } from './rules/rules.module.js';
import { ValidationClaims } from './validation-claims.js';
import { ValidationDispatcher } from './validation-dispatcher.js';
import { ValidationRunner } from './validation-runner.js';
import { ValidationWorker } from './validation-worker.js';
import { ValidationProcessor } from './validation.processor.js';

/** Worker only: checks the images. */
@Module({
  imports: [InspectionModule, StorageModule, RulesModule, BullModule.registerQueue({ name: VALIDATION_QUEUE })],
  providers: [
    ValidationProcessor,
    ValidationWorker,
    ValidationDispatcher,
    ValidationRunner,
    ValidationClaims,
    CheckedImagesRepository,
    ImageMeasuring,
  ],
})
export class ValidationWorkerModule {}
