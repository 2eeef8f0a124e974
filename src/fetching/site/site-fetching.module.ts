import { Module } from '@nestjs/common';
import { FetchingModule } from '../fetching.module.js';
import { SiteFetcher } from './site-fetcher.js';
import { SitePolicies } from './site-policies.js';
import { SitePolicyReader } from './site-policy-reader.js';

/** Fetching from sites by their rules. */
@Module({ imports: [FetchingModule], providers: [SiteFetcher, SitePolicies, SitePolicyReader], exports: [SiteFetcher] })
export class SiteFetchingModule {}
