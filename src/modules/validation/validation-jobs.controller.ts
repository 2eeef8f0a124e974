import { Body, Controller, Delete, Get, HttpCode, Post, Query, Res } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';
import type { AuthUser } from '../../common/auth/auth-user.js';
import { CurrentUser, Scopes } from '../../common/auth/auth.decorators.js';
import { Idempotent } from '../../common/idempotency/idempotent.decorator.js';
import { PageQueryDto } from '../../common/pagination/page.dto.js';
import { UuidParam } from '../../common/validation/uuid.js';
import { CreateValidationJobDto, ValidationJobDto, ValidationJobPageDto } from './validation-job.dto.js';
import { ValidationJobsService } from './validation-jobs.service.js';
import { ListResultsQueryDto, ValidationResultDto, ValidationResultPageDto } from './validation-result.dto.js';

@ApiTags('validation')
@Controller('projects/:project_id/crawl-jobs/:job_id/validation-jobs')
export class ValidationJobsController {
  constructor(private readonly validations: ValidationJobsService) {}

  /** Check a crawl job's images by rules; the answer marks each as valid or not */
  @Post()
  @Idempotent()
  @Scopes('images:write')
  async createValidationJob(
    @CurrentUser() user: AuthUser,
    @UuidParam('project_id') projectId: string,
    @UuidParam('job_id') jobId: string,
    @Body() { level, validation_rules: rules }: CreateValidationJobDto,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<ValidationJobDto> {
    const job = ValidationJobDto.from(await this.validations.create(user.id, { projectId, jobId }, level, rules));
    void reply.header('Location', job.links.self);
    return job;
  }

  /** List the validations of a crawl job's images, newest first */
  @Get()
  @Scopes('images:read')
  async listValidationJobs(
    @CurrentUser() user: AuthUser,
    @UuidParam('project_id') projectId: string,
    @UuidParam('job_id') jobId: string,
    @Query() query: PageQueryDto,
  ): Promise<ValidationJobPageDto> {
    const page = await this.validations.list(user.id, { projectId, jobId }, query);
    return { ...page, data: page.data.map((row) => ValidationJobDto.from(row)) };
  }

  /** Read one validation with its progress and report */
  @Get(':id')
  @Scopes('images:read')
  async getValidationJob(
    @CurrentUser() user: AuthUser,
    @UuidParam('project_id') projectId: string,
    @UuidParam('job_id') jobId: string,
    @UuidParam('id') id: string,
  ): Promise<ValidationJobDto> {
    return ValidationJobDto.from(await this.validations.get(user.id, { projectId, jobId }, id));
  }

  /** Cancel an open validation, or take a finished one back: its images get the validity they had before */
  @Delete(':id')
  @HttpCode(204)
  @Scopes('images:write')
  async deleteValidationJob(
    @CurrentUser() user: AuthUser,
    @UuidParam('project_id') projectId: string,
    @UuidParam('job_id') jobId: string,
    @UuidParam('id') id: string,
  ): Promise<void> {
    await this.validations.remove(user.id, { projectId, jobId }, id);
  }

  /** List what a validation measured, image by image */
  @Get(':id/results')
  @Scopes('images:read')
  async listValidationResults(
    @CurrentUser() user: AuthUser,
    @UuidParam('project_id') projectId: string,
    @UuidParam('job_id') jobId: string,
    @UuidParam('id') id: string,
    @Query() query: ListResultsQueryDto,
  ): Promise<ValidationResultPageDto> {
    const page = await this.validations.resultsOf(user.id, { projectId, jobId }, id, query);
    return { ...page, data: page.data.map((row) => ValidationResultDto.from(row)) };
  }
}
