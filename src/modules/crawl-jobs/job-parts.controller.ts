import { Controller, Get, Query } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import type { AuthUser } from '../../common/auth/auth-user.js';
import { CurrentUser, Scopes } from '../../common/auth/auth.decorators.js';
import { PageQueryDto } from '../../common/pagination/page.dto.js';
import { UuidParam } from '../../common/validation/uuid.js';
import { ListCandidatesQueryDto } from './crawl-job-request.dto.js';
import { CandidateDto, CandidatePageDto, JobChunkDto, JobChunkPageDto } from './job-parts.dto.js';
import { JobPartsService } from './job-parts.service.js';

@ApiTags('crawl-jobs')
@Scopes('jobs:read')
@Controller('projects/:project_id/crawl-jobs/:job_id')
export class JobPartsController {
  constructor(private readonly parts: JobPartsService) {}

  /** List the chunks of a crawl job in the order they were planned */
  @Get('chunks')
  async listChunks(
    @CurrentUser() user: AuthUser,
    @UuidParam('project_id') projectId: string,
    @UuidParam('job_id') jobId: string,
    @Query() query: PageQueryDto,
  ): Promise<JobChunkPageDto> {
    const page = await this.parts.chunks({ userId: user.id, projectId, jobId }, query);
    return { ...page, data: page.data.map((row) => JobChunkDto.from(row)) };
  }

  /** List the candidate URLs of a crawl job with their outcomes, in a stable order */
  @Get('candidates')
  async listCandidates(
    @CurrentUser() user: AuthUser,
    @UuidParam('project_id') projectId: string,
    @UuidParam('job_id') jobId: string,
    @Query() query: ListCandidatesQueryDto,
  ): Promise<CandidatePageDto> {
    const page = await this.parts.candidates({ userId: user.id, projectId, jobId }, query);
    return { ...page, data: page.data.map((row) => CandidateDto.from(row)) };
  }
}
