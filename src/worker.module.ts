import { Module } from '@nestjs/common';
import { CoreModule } from './core.module.js';
import { EvictionCheck } from './queue/eviction-check.js';

/** The worker process, or the worker part of an API process: whatever consumes a queue is imported here and nowhere else. */
@Module({ imports: [CoreModule], providers: [EvictionCheck] })
export class WorkerModule {}
