import { Controller, Get, Query } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import type { AuthUser } from '../../common/auth/auth-user.js';
import { CurrentUser, Scopes } from '../../common/auth/auth.decorators.js';
import { IncludeRegistry } from '../../common/include/include.registry.js';
import { UuidParam } from '../../common/validation/uuid.js';
import { ListCrawlJobsQueryDto } from './crawl-job-request.dto.js';
import { CrawlJobDto, CrawlJobPageDto } from './crawl-job.dto.js';
import { CrawlJobReader } from './crawl-job-reader.service.js';
import { ProjectStatsDto } from './project-stats.dto.js';
import { ProjectStatsService } from './project-stats.service.js';

/** What crawl jobs say beyond one project, or about one. */
@ApiTags('crawl-jobs')
@Controller()
export class MyCrawlJobsController {
  constructor(
    private readonly jobs: CrawlJobReader,
    private readonly stats: ProjectStatsService,
    private readonly includes: IncludeRegistry,
  ) {}

  /** List the crawl jobs of all my projects */
  @Get('crawl-jobs')
  @Scopes('jobs:read')
  async listMyCrawlJobs(
    @CurrentUser() user: AuthUser,
    @Query() query: ListCrawlJobsQueryDto,
  ): Promise<CrawlJobPageDto> {
    const page = await this.jobs.list(user.id, null, query);
    const data = page.data.map((row) => CrawlJobDto.from(row));
    return { ...page, data: await this.includes.embed('crawl_jobs', user, query.include, data) };
  }

  /** Add up the crawl jobs of a project, as of their last finished chunks */
  @Get('projects/:id/stats')
  @ApiTags('projects')
  @Scopes('projects:read')
  getProjectStats(@CurrentUser() user: AuthUser, @UuidParam('id') id: string): Promise<ProjectStatsDto> {
    return this.stats.of(user.id, id);
  }
}
