import { Module } from '@nestjs/common';
import { StorageModule } from '../../storage/storage.module.js';
import { ImagesModule } from '../images/images.module.js';
import { ProfilesModule } from '../profiles/profiles.module.js';
import { CrawlJobExportFilesController } from './crawl-job-export-files.controller.js';
import { CrawlJobExportsController } from './crawl-job-exports.controller.js';
import { ExportFilesService } from './export-files.service.js';
import { ExportFormatsController } from './export-formats.controller.js';
import { ExportJobAccount } from './export-job.account.js';
import { ExportJobRelation } from './export-job.relation.js';
import { ExportJobsRepository } from './export-jobs.repository.js';
import { ExportJobsService } from './export-jobs.service.js';
import { ExportSweep } from './export-sweep.js';
import { LinkedExportsController } from './linked-exports.controller.js';
import { ExportLinks } from './links/export-links.js';
import { ProjectExportFilesController } from './project-export-files.controller.js';
import { ProjectExportsController } from './project-exports.controller.js';

@Module({
  imports: [ImagesModule, ProfilesModule, StorageModule],
  controllers: [
    CrawlJobExportsController,
    CrawlJobExportFilesController,
    ProjectExportsController,
    ProjectExportFilesController,
    LinkedExportsController,
    ExportFormatsController,
  ],
  providers: [
    ExportJobsService,
    ExportFilesService,
    ExportJobsRepository,
    ExportLinks,
    ExportJobRelation,
    ExportJobAccount,
    ExportSweep,
  ],
  exports: [ExportJobsService, ExportSweep],
})
export class ExportModule {}
