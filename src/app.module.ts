import { Module } from '@nestjs/common';
import { APP_GUARD } from '@nestjs/core';
import { HttpConventionsModule } from './common/http-conventions.module.js';
import { IdempotencyModule } from './common/idempotency/idempotency.module.js';
import { CoreModule } from './core.module.js';
import { HealthModule } from './health/health.module.js';
import { MetricsModule } from './metrics/metrics.module.js';
import { AuthGuard } from './modules/auth/auth.guard.js';
import { AuthModule } from './modules/auth/auth.module.js';
import { BlockRulesModule } from './modules/block-rules/block-rules.module.js';
import { CrawlJobsModule } from './modules/crawl-jobs/crawl-jobs.module.js';
import { CreditsModule } from './modules/credits/credits.module.js';
import { DatasetsModule } from './modules/datasets/datasets.module.js';
import { DeprecationsModule } from './modules/deprecations/deprecations.module.js';
import { ExportModule } from './modules/export/export.module.js';
import { ImagesModule } from './modules/images/images.module.js';
import { ProfilesModule } from './modules/profiles/profiles.module.js';
import { ProjectsModule } from './modules/projects/projects.module.js';
import { UrlListsModule } from './modules/url-lists/url-lists.module.js';
import { SourcesApiModule } from './modules/sources/sources-api.module.js';
import { UsageApiModule } from './modules/usage/usage-api.module.js';
import { ValidationModule } from './modules/validation/validation.module.js';

/** The API process. */
@Module({
  imports: [
    CoreModule,
    IdempotencyModule,
    HttpConventionsModule,
    HealthModule,
    MetricsModule,
    AuthModule,
    ProfilesModule,
    ProjectsModule,
    BlockRulesModule,
    UrlListsModule,
    CreditsModule,
    UsageApiModule,
    CrawlJobsModule,
    ImagesModule,
    ValidationModule,
    ExportModule,
    SourcesApiModule,
    DatasetsModule,
    DeprecationsModule,
  ],
  providers: [{ provide: APP_GUARD, useClass: AuthGuard }],
})
export class AppModule {}
