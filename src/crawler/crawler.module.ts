import { Module } from '@nestjs/common';
import { SiteFetchingModule } from '../fetching/site/site-fetching.module.js';
import { BlockRulesModule } from '../modules/block-rules/block-rules.module.js';
import { CrawlJobsModule } from '../modules/crawl-jobs/crawl-jobs.module.js';
import { ImagesModule } from '../modules/images/images.module.js';
import { StorageModule } from '../storage/storage.module.js';
import { CandidateFetcher } from './candidate-fetcher.js';
import { ChunkRunner } from './chunk-runner.js';
import { CrawlWorker } from './crawl-worker.js';
import { CrawlProcessor } from './crawl.processor.js';
import { Discovery } from './discovery.js';
import { Downloads } from './downloads.js';
import { Flush } from './flush.js';
import { Heartbeat } from './heartbeat.js';
import { InspectionModule } from '../inspection/inspection.module.js';
import { SourcesModule } from './sources/sources.module.js';

/** Worker only: a process that imports this crawls. */
@Module({
  imports: [
    CrawlJobsModule,
    ImagesModule,
    SourcesModule,
    SiteFetchingModule,
    BlockRulesModule,
    InspectionModule,
    StorageModule,
  ],
  providers: [CrawlProcessor, CrawlWorker, ChunkRunner, Discovery, Downloads, CandidateFetcher, Flush, Heartbeat],
})
export class CrawlerModule {}
