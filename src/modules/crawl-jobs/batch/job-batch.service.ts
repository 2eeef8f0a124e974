import { Injectable, Logger } from '@nestjs/common';
import type { Problem } from '../../../common/problem/problem.js';
import { problemOf } from '../../../common/problem/problem-of.js';
import { RequestValidationPipe } from '../../../common/validation/validation.pipe.js';
import { ProjectsService } from '../../projects/projects.service.js';
import { CreateCrawlJobDto } from '../crawl-job-request.dto.js';
import { CrawlJobDto, type CreatedCrawlJobDto } from '../crawl-job.dto.js';
import { CrawlJobsService } from '../crawl-jobs.service.js';
import { listWarnings } from '../listed/list-warnings.js';
import { ListedUrlsService } from '../listed/listed-urls.service.js';
import { SourceRules } from '../source-rules.js';

/** What became of one job of a batch. */
export type BatchResult = { job: CreatedCrawlJobDto; problem: null } | { job: null; problem: Problem };

/** Many jobs by one request, each as if it came alone. */
@Injectable()
export class JobBatchService {
  private readonly logger = new Logger(JobBatchService.name);
  private readonly pipe = new RequestValidationPipe();

  constructor(
    private readonly projects: ProjectsService,
    private readonly sources: SourceRules,
    private readonly listed: ListedUrlsService,
    private readonly jobs: CrawlJobsService,
  ) {}

  /** One after the other, each in a transaction of its own. Throws NotFound for a project that is not the user's, before anything else. */
  async start(userId: string, projectId: string, requests: readonly object[]): Promise<BatchResult[]> {
    await this.projects.get(userId, projectId);
    const results: BatchResult[] = [];
    for (const request of requests) results.push(await this.one(userId, projectId, request));
    return results;
  }

  private async one(userId: string, projectId: string, request: object): Promise<BatchResult> {
    try {
      const dto = await this.checked(request);
      const warnings = this.sources.check(dto.sources);
      const job = await this.jobs.start(userId, projectId, { ...dto });
      const listed = listWarnings(job, await this.listed.of(userId, job));
      return { job: { ...CrawlJobDto.from(job), warnings: [...warnings, ...listed] }, problem: null };
    } catch (error) {
      const problem = problemOf(this.sources.completed(error, request));
      if (problem.getStatus() >= 500) this.logger.error({ message: 'a job of a batch was not created', error });
      return { job: null, problem };
    }
  }

  private async checked(request: object): Promise<CreateCrawlJobDto> {
    const dto = await this.pipe.transform(request, { type: 'body', metatype: CreateCrawlJobDto });
    if (!(dto instanceof CreateCrawlJobDto)) throw new TypeError('the pipe made no request of a job');
    return dto;
  }
}
