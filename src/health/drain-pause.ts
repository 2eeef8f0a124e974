import { Injectable, type BeforeApplicationShutdown } from '@nestjs/common';
import { setTimeout } from 'node:timers/promises';
import { Env } from '../config/env.js';

/** Load balancers ask every few seconds; until they have seen the 503 of the readiness probe they still send requests. */
const PRODUCTION_PAUSE_MS = 5_000;

/** Between the first sign of a shutdown and the end of the HTTP server. */
@Injectable()
export class DrainPause implements BeforeApplicationShutdown {
  constructor(private readonly env: Env) {}

  async beforeApplicationShutdown(signal?: string): Promise<void> {
    if (signal === 'SIGTERM' && this.env.NODE_ENV === 'production') await setTimeout(PRODUCTION_PAUSE_MS);
  }
}
