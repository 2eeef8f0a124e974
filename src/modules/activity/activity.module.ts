import { Module } from '@nestjs/common';
import { ProfilesModule } from '../profiles/profiles.module.js';
import { ActivityAccount } from './activity.account.js';
import { ActivityController } from './activity.controller.js';
import { ActivityListener } from './activity.listener.js';
import { ActivityRepository } from './activity.repository.js';
import { ActivityService } from './activity.service.js';
import { ActivitySweep } from './activity-sweep.js';
import { AdminActivityController } from './admin-activity.controller.js';

/** Imported by every process, because every process emits. */
@Module({
  imports: [ProfilesModule],
  controllers: [ActivityController, AdminActivityController],
  providers: [ActivityListener, ActivityService, ActivityRepository, ActivitySweep, ActivityAccount],
  exports: [ActivitySweep],
})
export class ActivityModule {}
