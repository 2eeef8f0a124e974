import { Module } from '@nestjs/common';
import { DeprecationCounter } from './deprecation-counter.js';
import { DeprecationUsageRepository } from './deprecation-usage.repository.js';
import { DeprecationsController } from './deprecations.controller.js';
import { DeprecationsService } from './deprecations.service.js';

@Module({
  controllers: [DeprecationsController],
  providers: [DeprecationsService, DeprecationUsageRepository, DeprecationCounter],
})
export class DeprecationsModule {}
