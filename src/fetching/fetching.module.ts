import { Module } from '@nestjs/common';
import { FetchLimits } from './fetch-limits.js';
import { GuardedFetcher } from './guarded-fetcher.js';
import { HostResolver } from './host-resolver.js';

/** The guarded HTTP client; needs the global Env. */
@Module({ providers: [GuardedFetcher, FetchLimits, HostResolver], exports: [GuardedFetcher] })
export class FetchingModule {}
