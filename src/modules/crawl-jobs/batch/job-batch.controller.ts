import { Body, Controller, HttpCode, Post, Req } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import type { FastifyRequest } from 'fastify';
import type { AuthUser } from '../../../common/auth/auth-user.js';
import { CurrentUser, Scopes } from '../../../common/auth/auth.decorators.js';
import { Accepts } from '../../../common/body/body-rules.js';
import { Idempotent } from '../../../common/idempotency/idempotent.decorator.js';
import { originOf, pathOf } from '../../../common/problem/origin.js';
import type { Problem } from '../../../common/problem/problem.js';
import type { ProblemDto } from '../../../common/problem/problem.dto.js';
import { problemBody } from '../../../common/problem/problem-body.js';
import { UuidParam } from '../../../common/validation/uuid.js';
import { Env } from '../../../config/env.js';
import { Dispatcher } from '../dispatcher.js';
import { CrawlJobBatchDto, CreateCrawlJobsDto } from './job-batch.dto.js';
import { JobBatchService } from './job-batch.service.js';

const CREATED = 201;

@ApiTags('crawl-jobs')
@Controller('projects/:project_id/crawl-jobs/batch')
export class JobBatchController {
  constructor(
    private readonly batches: JobBatchService,
    private readonly dispatcher: Dispatcher,
    private readonly env: Env,
  ) {}

  /** Start up to 100 crawl jobs, each created or refused on its own */
  @Post()
  @HttpCode(200)
  @Idempotent()
  @Accepts({ limit: 2_000_000 })
  @Scopes('jobs:write')
  async createCrawlJobs(
    @CurrentUser() user: AuthUser,
    @UuidParam('project_id') projectId: string,
    @Body() { jobs }: CreateCrawlJobsDto,
    @Req() request: FastifyRequest,
  ): Promise<CrawlJobBatchDto> {
    const results = await this.batches.start(user.id, projectId, jobs);
    const created = results.filter(({ job }) => job !== null).length;
    if (created > 0) this.dispatcher.ringSoon();
    const data = results.map(({ job, problem }, index) =>
      problem === null
        ? { index, status: CREATED, job, problem }
        : { index, status: problem.getStatus(), job, problem: this.shown(problem, request) },
    );
    return { created, refused: results.length - created, data };
  }

  private shown(problem: Problem, request: FastifyRequest): ProblemDto {
    const { title, detail } = problem;
    const where = {
      origin: originOf(request, this.env.PUBLIC_URL),
      path: pathOf(request.originalUrl),
      requestId: request.id,
    };
    const body = problemBody(problem, where);
    const status = problem.getStatus();
    return { type: String(body['type']), title, status, detail, instance: where.path, request_id: request.id, ...body };
  }
}
