import { Module } from '@nestjs/common';
import { StorageModule } from '../../storage/storage.module.js';
import { ImagesModule } from '../images/images.module.js';
import { ProfilesModule } from '../profiles/profiles.module.js';
import { CrawlJobExportsController } from './crawl-job-exports.controller.js';
import { ExportFormatsController } from './export-formats.controller.js';
import { ExportJobAccount } from './export-job.account.js';
import { ExportJobRelation } from './export-job.relation.js';
import { ExportJobsRepository } from './export-jobs.repository.js';
import { ExportJobsService } from './export-jobs.service.js';
import { ExportSweep } from './export-sweep.js';
import { ProjectExportsController } from './project-exports.controller.js';

@Module({
  imports: [ImagesModule, ProfilesModule, StorageModule],
  controllers: [CrawlJobExportsController, ProjectExportsController, ExportFormatsController],
  providers: [ExportJobsService, ExportJobsRepository, ExportJobRelation, ExportJobAccount, ExportSweep],
  exports: [ExportJobsService, ExportSweep],
})
export class ExportModule {}
