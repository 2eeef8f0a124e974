import { Body, Controller, Delete, Get, HttpCode, Patch, Post, Query, Res, UseInterceptors } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';
import type { AuthUser } from '../../common/auth/auth-user.js';
import { CurrentUser, Scopes } from '../../common/auth/auth.decorators.js';
import { ExpectedVersion, IfMatch } from '../../common/etag/if-match.js';
import { SendsEtag } from '../../common/etag/sends-etag.decorator.js';
import { Idempotent } from '../../common/idempotency/idempotent.decorator.js';
import { IncludeRegistry } from '../../common/include/include.registry.js';
import { ApiProblems } from '../../common/openapi/extensions.js';
import { UuidParam } from '../../common/validation/uuid.js';
import {
  CreateCrawlJobDto,
  CrawlJobQueryDto,
  ListCrawlJobsQueryDto,
  UpdateCrawlJobDto,
} from './crawl-job-request.dto.js';
import { CrawlJobDetailDto, CrawlJobDto, CrawlJobPageDto, CreatedCrawlJobDto, taggedAtRest } from './crawl-job.dto.js';
import { listWarnings } from './listed/list-warnings.js';
import { ListedUrlsService } from './listed/listed-urls.service.js';
import { CrawlJobReader } from './crawl-job-reader.service.js';
import { CrawlJobsService } from './crawl-jobs.service.js';
import { Dispatcher } from './dispatcher.js';
import { SourceFaultsInterceptor } from './source-faults.interceptor.js';
import { SourceRules } from './source-rules.js';

const UNTIL_ENDED = 'Left out until the job has ended, because its figures change without its version';

@ApiTags('crawl-jobs')
@Controller('projects/:project_id/crawl-jobs')
export class CrawlJobsController {
  constructor(
    private readonly service: CrawlJobsService,
    private readonly jobs: CrawlJobReader,
    private readonly sources: SourceRules,
    private readonly listed: ListedUrlsService,
    private readonly dispatcher: Dispatcher,
    private readonly includes: IncludeRegistry,
  ) {}

  /** Start a crawl job: reserves max_images credits and begins at once */
  @Post()
  @Idempotent()
  @UseInterceptors(SourceFaultsInterceptor)
  @ApiProblems(402)
  @Scopes('jobs:write')
  async createCrawlJob(
    @CurrentUser() user: AuthUser,
    @UuidParam('project_id') projectId: string,
    @Body() dto: CreateCrawlJobDto,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<CreatedCrawlJobDto> {
    const warnings = this.sources.check(dto.sources);
    const job = await this.service.start(user.id, projectId, { ...dto });
    this.dispatcher.ringSoon();
    void reply.header('Location', `/api/projects/${projectId}/crawl-jobs/${job.id}`);
    const listed = listWarnings(job, await this.listed.of(user.id, job));
    return { ...CrawlJobDto.from(job), warnings: [...warnings, ...listed] };
  }

  /** List the crawl jobs of a project, newest first unless sorted otherwise; figures as of their last finished chunk */
  @Get()
  @Scopes('jobs:read')
  async listCrawlJobs(
    @CurrentUser() user: AuthUser,
    @UuidParam('project_id') projectId: string,
    @Query() query: ListCrawlJobsQueryDto,
  ): Promise<CrawlJobPageDto> {
    const page = await this.jobs.list(user.id, projectId, query);
    const data = page.data.map((row) => CrawlJobDto.from(row));
    return { ...page, data: await this.includes.embed('crawl_jobs', user, query.include, data) };
  }

  /** Read one crawl job with its figures as of now */
  @Get(':job_id')
  @SendsEtag({ unless: `${UNTIL_ENDED}, and with \`include\`` })
  @Scopes('jobs:read')
  async getCrawlJob(
    @CurrentUser() user: AuthUser,
    @UuidParam('project_id') projectId: string,
    @UuidParam('job_id') jobId: string,
    @Query() { include }: CrawlJobQueryDto,
  ): Promise<CrawlJobDetailDto> {
    const job = await this.jobs.live({ userId: user.id, projectId, jobId });
    const dto = CrawlJobDetailDto.from(job);
    if (!include) return taggedAtRest(dto, job);
    const [embedded = dto] = await this.includes.embed('crawl_jobs', user, include, [dto]);
    return embedded;
  }

  /** Rename a crawl job or change its priority */
  @Patch(':job_id')
  @SendsEtag({ unless: UNTIL_ENDED })
  @Scopes('jobs:write')
  async updateCrawlJob(
    @CurrentUser() user: AuthUser,
    @UuidParam('project_id') projectId: string,
    @UuidParam('job_id') jobId: string,
    @Body() dto: UpdateCrawlJobDto,
    @IfMatch() expected: ExpectedVersion,
  ): Promise<CrawlJobDto> {
    const job = await this.service.update({ userId: user.id, projectId, jobId }, { ...dto }, expected);
    return taggedAtRest(CrawlJobDto.from(job), job);
  }

  /** Delete a crawl job that has ended, with all it holds */
  @Delete(':job_id')
  @HttpCode(204)
  @Scopes('jobs:write')
  async deleteCrawlJob(
    @CurrentUser() user: AuthUser,
    @UuidParam('project_id') projectId: string,
    @UuidParam('job_id') jobId: string,
    @IfMatch() expected: ExpectedVersion,
  ): Promise<void> {
    await this.service.delete({ userId: user.id, projectId, jobId }, expected);
  }
}
