import { Module } from '@nestjs/common';
import { CrawlJobProjectRelation } from './crawl-job-project.relation.js';
import { ProfileProjectsRelation } from './profile-projects.relation.js';
import { ProjectSweep } from './project-sweep.js';
import { ProjectsController } from './projects.controller.js';
import { ProjectsRepository } from './projects.repository.js';
import { ProjectsService } from './projects.service.js';

@Module({
  controllers: [ProjectsController],
  providers: [ProjectsService, ProjectsRepository, ProfileProjectsRelation, CrawlJobProjectRelation, ProjectSweep],
  exports: [ProjectsService, ProjectSweep],
})
export class ProjectsModule {}
