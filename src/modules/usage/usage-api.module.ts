import { Module } from '@nestjs/common';
import { ProfilesModule } from '../profiles/profiles.module.js';
import { UsageAccountExport } from './usage.account.js';
import { UsageRepository } from './usage.repository.js';
import { RequestMeter } from './request-meter.js';
import { UsageController } from './usage.controller.js';
import { UsageModule } from './usage.module.js';

/** API process only: it answers, and counts the requests. */
@Module({
  imports: [UsageModule, ProfilesModule],
  controllers: [UsageController],
  providers: [RequestMeter, UsageRepository, UsageAccountExport],
})
export class UsageApiModule {}
