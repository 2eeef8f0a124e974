import { Controller, Get } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import type { AuthUser } from '../../../common/auth/auth-user.js';
import { CurrentUser, Scopes } from '../../../common/auth/auth.decorators.js';
import { UuidParam } from '../../../common/validation/uuid.js';
import { JobYieldDto } from './job-yield.dto.js';
import { JobYieldService } from './job-yield.service.js';

@ApiTags('crawl-jobs')
@Controller('projects/:project_id/crawl-jobs/:job_id/yield')
export class JobYieldController {
  constructor(private readonly yields: JobYieldService) {}

  /** What each keyword brought at each source, whole search and slices apart */
  @Get()
  @Scopes('jobs:read')
  getYield(
    @CurrentUser() user: AuthUser,
    @UuidParam('project_id') projectId: string,
    @UuidParam('job_id') jobId: string,
  ): Promise<JobYieldDto> {
    return this.yields.of({ userId: user.id, projectId, jobId });
  }
}
