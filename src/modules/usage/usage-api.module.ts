import { Module } from '@nestjs/common';
import { RequestMeter } from './request-meter.js';
import { UsageController } from './usage.controller.js';
import { UsageModule } from './usage.module.js';

/** API process only: it answers, and counts the requests. */
@Module({ imports: [UsageModule], controllers: [UsageController], providers: [RequestMeter] })
export class UsageApiModule {}
