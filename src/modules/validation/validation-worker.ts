import { MikroORM } from '@mikro-orm/postgresql';
import { Injectable } from '@nestjs/common';
import { DoorbellWorker } from '../../queue/doorbell-worker.js';
import { ValidationDispatcher } from './validation-dispatcher.js';
import { ValidationRunner } from './validation-runner.js';

/** The decoders are shared with the crawler: more at a time would only wait. */
export const VALIDATIONS_AT_A_TIME = 1;

@Injectable()
export class ValidationWorker extends DoorbellWorker {
  constructor(orm: MikroORM, runner: ValidationRunner, dispatcher: ValidationDispatcher) {
    super(orm, runner, dispatcher, VALIDATIONS_AT_A_TIME);
  }
}
