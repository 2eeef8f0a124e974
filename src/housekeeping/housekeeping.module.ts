import { Module } from '@nestjs/common';
import { IdempotencyKeysRepository } from '../common/idempotency/idempotency-keys.repository.js';
import { ActivityModule } from '../modules/activity/activity.module.js';
import { CrawlJobsModule } from '../modules/crawl-jobs/crawl-jobs.module.js';
import { ExportModule } from '../modules/export/export.module.js';
import { ImagesModule } from '../modules/images/images.module.js';
import { ProfilesModule } from '../modules/profiles/profiles.module.js';
import { ProjectsModule } from '../modules/projects/projects.module.js';
import { UrlListsModule } from '../modules/url-lists/url-lists.module.js';
import { Housekeeper } from './housekeeper.js';

/** Worker only. */
@Module({
  imports: [
    CrawlJobsModule,
    ImagesModule,
    ExportModule,
    UrlListsModule,
    ProjectsModule,
    ProfilesModule,
    ActivityModule,
  ],
  providers: [Housekeeper, IdempotencyKeysRepository],
})
export class HousekeepingModule {}
