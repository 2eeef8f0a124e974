import { Body, Controller, HttpCode, Post } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import type { AuthUser } from '../../common/auth/auth-user.js';
import { CurrentUser, Scopes } from '../../common/auth/auth.decorators.js';
import { Idempotent } from '../../common/idempotency/idempotent.decorator.js';
import { ApiProblems } from '../../common/openapi/extensions.js';
import { UuidParam } from '../../common/validation/uuid.js';
import { ExtendCrawlJobDto } from './crawl-job-request.dto.js';
import { CrawlJobDetailDto } from './crawl-job.dto.js';
import { CrawlJobReader } from './crawl-job-reader.service.js';
import { Dispatcher } from './dispatcher.js';
import { JobControl } from './job-control.service.js';
import type { JobPath } from './job-path.js';

@ApiTags('crawl-jobs')
@Scopes('jobs:write')
@Controller('projects/:project_id/crawl-jobs/:job_id')
export class JobActionsController {
  constructor(
    private readonly control: JobControl,
    private readonly jobs: CrawlJobReader,
    private readonly dispatcher: Dispatcher,
  ) {}

  /** Pause a crawl job; takes effect within 2 seconds, and it keeps its reserved credits */
  @Post('pause')
  @Idempotent()
  @HttpCode(200)
  pauseCrawlJob(
    @CurrentUser() user: AuthUser,
    @UuidParam('project_id') projectId: string,
    @UuidParam('job_id') jobId: string,
  ): Promise<CrawlJobDetailDto> {
    return this.after({ userId: user.id, projectId, jobId }, (path) => this.control.pause(path));
  }

  /** Go on with a paused crawl job */
  @Post('resume')
  @Idempotent()
  @ApiProblems(402)
  @HttpCode(200)
  resumeCrawlJob(
    @CurrentUser() user: AuthUser,
    @UuidParam('project_id') projectId: string,
    @UuidParam('job_id') jobId: string,
  ): Promise<CrawlJobDetailDto> {
    return this.after({ userId: user.id, projectId, jobId }, (path) => this.control.resume(path));
  }

  /** Cancel a crawl job; what is stored stays and is paid, the rest of its credits is free again */
  @Post('cancel')
  @Idempotent()
  @HttpCode(200)
  cancelCrawlJob(
    @CurrentUser() user: AuthUser,
    @UuidParam('project_id') projectId: string,
    @UuidParam('job_id') jobId: string,
  ): Promise<CrawlJobDetailDto> {
    return this.after({ userId: user.id, projectId, jobId }, (path) => this.control.cancel(path));
  }

  /** Try again what failed and may heal, and what was cancelled or left aside */
  @Post('retry')
  @Idempotent()
  @ApiProblems(402)
  @HttpCode(200)
  retryCrawlJob(
    @CurrentUser() user: AuthUser,
    @UuidParam('project_id') projectId: string,
    @UuidParam('job_id') jobId: string,
  ): Promise<CrawlJobDetailDto> {
    return this.after({ userId: user.id, projectId, jobId }, (path) => this.control.retry(path));
  }

  /** Raise max_images of a crawl job that has ended, and go on */
  @Post('extend')
  @Idempotent()
  @ApiProblems(402)
  @HttpCode(200)
  extendCrawlJob(
    @CurrentUser() user: AuthUser,
    @UuidParam('project_id') projectId: string,
    @UuidParam('job_id') jobId: string,
    @Body() dto: ExtendCrawlJobDto,
  ): Promise<CrawlJobDetailDto> {
    return this.after({ userId: user.id, projectId, jobId }, (path) => this.control.extend(path, dto.max_images));
  }

  private async after(path: JobPath, act: (path: JobPath) => Promise<void>): Promise<CrawlJobDetailDto> {
    await act(path);
    this.dispatcher.ringSoon();
    return CrawlJobDetailDto.from(await this.jobs.live(path));
  }
}
