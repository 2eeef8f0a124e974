import { Module } from '@nestjs/common';
import { AppModule } from './app.module.js';
import { WorkerModule } from './worker.module.js';

/** Both processes in one: what runs on a single machine (`WORKERS=inline`). */
@Module({ imports: [AppModule, WorkerModule] })
export class AllInOneModule {}
