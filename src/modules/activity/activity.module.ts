import { Module } from '@nestjs/common';
import { ActivityController } from './activity.controller.js';
import { ActivityListener } from './activity.listener.js';
import { ActivityRepository } from './activity.repository.js';
import { ActivityService } from './activity.service.js';

/** Imported by every process, because every process emits. */
@Module({
  controllers: [ActivityController],
  providers: [ActivityListener, ActivityService, ActivityRepository],
})
export class ActivityModule {}
