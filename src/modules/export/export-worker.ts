import { MikroORM } from '@mikro-orm/postgresql';
import { Injectable } from '@nestjs/common';
import { DoorbellWorker } from '../../queue/doorbell-worker.js';
import { ExportDispatcher } from './export-dispatcher.js';
import { ExportRunner } from './export-runner.js';

export const EXPORTS_AT_A_TIME = 2;

@Injectable()
export class ExportWorker extends DoorbellWorker {
  constructor(orm: MikroORM, runner: ExportRunner, dispatcher: ExportDispatcher) {
    super(orm, runner, dispatcher, EXPORTS_AT_A_TIME);
  }
}
