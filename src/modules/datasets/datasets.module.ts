import { Module } from '@nestjs/common';
import { CrawlJobsModule } from '../crawl-jobs/crawl-jobs.module.js';
import { ExportModule } from '../export/export.module.js';
import { ImagesModule } from '../images/images.module.js';
import { ProjectsModule } from '../projects/projects.module.js';
import { DatasetActionsController } from './dataset-actions.controller.js';
import { DatasetApiSwitch } from './dataset-api-switch.js';
import { DatasetArchivesRepository } from './dataset-archives.repository.js';
import { DatasetArchives } from './dataset-archives.service.js';
import { DatasetBuilds } from './dataset-builds.service.js';
import { DatasetDownloadsController } from './dataset-downloads.controller.js';
import { DatasetDownloads } from './dataset-downloads.service.js';
import { DatasetItemsRepository } from './dataset-items.repository.js';
import { DatasetsController } from './datasets.controller.js';
import { DatasetsRepository } from './datasets.repository.js';
import { DatasetsService } from './datasets.service.js';
import { DownloadLinks } from './download-link.js';
import { MigrationGuideController } from './migration-guide.controller.js';

/** The old dataset API. Version 1.0 deletes this folder and its line in AppModule. */
@Module({
  imports: [ProjectsModule, CrawlJobsModule, ImagesModule, ExportModule],
  // the fixed path datasets/stats before datasets/:id
  controllers: [DatasetsController, DatasetActionsController, DatasetDownloadsController, MigrationGuideController],
  providers: [
    DatasetsService,
    DatasetBuilds,
    DatasetDownloads,
    DatasetArchives,
    DatasetArchivesRepository,
    DatasetItemsRepository,
    DatasetsRepository,
    DownloadLinks,
    DatasetApiSwitch,
  ],
})
export class DatasetsModule {}
