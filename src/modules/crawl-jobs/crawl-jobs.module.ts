import { BullModule } from '@nestjs/bull';
import { Module } from '@nestjs/common';
import { SourcesModule } from '../../crawler/sources/sources.module.js';
import { CRAWL_QUEUE } from '../../queue/queues.js';
import { CreditsModule } from '../credits/credits.module.js';
import { ProfilesModule } from '../profiles/profiles.module.js';
import { ProjectsModule } from '../projects/projects.module.js';
import { UrlListsModule } from '../url-lists/url-lists.module.js';
import { UsageModule } from '../usage/usage.module.js';
import { JobBatchController } from './batch/job-batch.controller.js';
import { JobBatchService } from './batch/job-batch.service.js';
import { CandidatesService } from './candidates.service.js';
import { ChunkOpener } from './planning/chunk-opener.js';
import { ChunksService } from './chunks.service.js';
import { CrawlJobAccount } from './crawl-job.account.js';
import { CrawlJobRelations } from './crawl-job.relations.js';
import { CrawlJobReader } from './crawl-job-reader.service.js';
import { CrawlJobRepository } from './crawl-job.repository.js';
import { CrawlJobsController } from './crawl-jobs.controller.js';
import { CrawlJobsService } from './crawl-jobs.service.js';
import { CreditWait } from './credit-wait.js';
import { Dispatcher } from './dispatcher.js';
import { JobEstimateController } from './estimate/job-estimate.controller.js';
import { JobEstimateService } from './estimate/job-estimate.service.js';
import { FailuresController } from './failures/failures.controller.js';
import { FailuresService } from './failures/failures.service.js';
import { JobActionsController } from './job-actions.controller.js';
import { JobControl } from './job-control.service.js';
import { JobEventStreams } from './job-event-streams.js';
import { JobEventsController } from './job-events.controller.js';
import { JobLifecycle } from './job-lifecycle.service.js';
import { JobPause } from './job-pause.js';
import { JobPartsController } from './job-parts.controller.js';
import { JobPartsService } from './job-parts.service.js';
import { JobSweep } from './job-sweep.js';
import { KnownUrls } from './known-urls.service.js';
import { ListedUrlsService } from './listed/listed-urls.service.js';
import { LaneYield } from './planning/lane-yield.js';
import { LanesRepository } from './planning/lanes.repository.js';
import { MyCrawlJobsController } from './my-crawl-jobs.controller.js';
import { ProjectStatsService } from './project-stats.service.js';
import { SourceRules } from './source-rules.js';
import { JobYieldController } from './yield/job-yield.controller.js';
import { JobYieldService } from './yield/job-yield.service.js';

@Module({
  imports: [
    ProfilesModule,
    ProjectsModule,
    CreditsModule,
    UsageModule,
    UrlListsModule,
    SourcesModule,
    BullModule.registerQueue({ name: CRAWL_QUEUE }),
  ],
  controllers: [
    CrawlJobsController,
    JobActionsController,
    JobPartsController,
    FailuresController,
    JobEventsController,
    MyCrawlJobsController,
    JobYieldController,
    JobBatchController,
    JobEstimateController,
  ],
  providers: [
    CrawlJobsService,
    JobControl,
    JobLifecycle,
    JobPause,
    ChunkOpener,
    CreditWait,
    ChunksService,
    CandidatesService,
    KnownUrls,
    Dispatcher,
    JobSweep,
    SourceRules,
    JobEventStreams,
    CrawlJobRelations,
    CrawlJobAccount,
    CrawlJobReader,
    CrawlJobRepository,
    JobPartsService,
    FailuresService,
    LanesRepository,
    LaneYield,
    JobYieldService,
    JobBatchService,
    JobEstimateService,
    ListedUrlsService,
    ProjectStatsService,
  ],
  exports: [
    CrawlJobsService,
    SourceRules,
    ChunksService,
    CandidatesService,
    JobLifecycle,
    JobControl,
    JobSweep,
    CreditWait,
    Dispatcher,
  ],
})
export class CrawlJobsModule {}
