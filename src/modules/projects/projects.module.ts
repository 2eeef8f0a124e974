import { Module } from '@nestjs/common';
import { ProfilesModule } from '../profiles/profiles.module.js';
import { CrawlJobProjectRelation } from './crawl-job-project.relation.js';
import { ProfileProjectsRelation } from './profile-projects.relation.js';
import { ProjectAccount } from './project.account.js';
import { ProjectSweep } from './project-sweep.js';
import { ProjectsController } from './projects.controller.js';
import { ProjectsRepository } from './projects.repository.js';
import { ProjectsService } from './projects.service.js';

@Module({
  imports: [ProfilesModule],
  controllers: [ProjectsController],
  providers: [
    ProjectsService,
    ProjectsRepository,
    ProfileProjectsRelation,
    CrawlJobProjectRelation,
    ProjectAccount,
    ProjectSweep,
  ],
  exports: [ProjectsService, ProjectSweep],
})
export class ProjectsModule {}
