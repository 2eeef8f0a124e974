import { Module } from '@nestjs/common';
import { Env } from '../config/env.js';
import { FetchLimits } from './fetch-limits.js';
import { GuardedFetcher } from './guarded-fetcher.js';
import { HostResolver } from './host-resolver.js';
import { HostGate } from './politeness/host-gate.js';
import { SharedNotes } from './politeness/shared-notes.js';

/** The guarded HTTP client; needs the global Env and RedisModule. */
@Module({
  providers: [
    GuardedFetcher,
    FetchLimits,
    HostResolver,
    SharedNotes,
    {
      provide: HostGate,
      inject: [Env, SharedNotes],
      useFactory: (env: Env, notes: SharedNotes) => new HostGate(env.FETCH_HOST_CONCURRENCY, notes),
    },
  ],
  exports: [GuardedFetcher, HostGate, SharedNotes],
})
export class FetchingModule {}
