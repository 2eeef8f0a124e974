import { Module } from '@nestjs/common';
import { CreditsModule } from '../modules/credits/credits.module.js';
import { HttpMetrics } from './http-metrics.js';
import { MetricsRegistry } from './metrics-registry.js';
import { MetricsController } from './metrics.controller.js';
import { WorkFiguresReader } from './work-figures.js';
import { WorkMetrics } from './work-metrics.js';

/** API process only. */
@Module({
  imports: [CreditsModule],
  controllers: [MetricsController],
  providers: [MetricsRegistry, HttpMetrics, WorkFiguresReader, WorkMetrics],
})
export class MetricsModule {}
