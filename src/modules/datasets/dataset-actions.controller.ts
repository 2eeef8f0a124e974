import { Controller, Get, HttpCode, Post, Req } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import type { FastifyRequest } from 'fastify';
import type { AuthUser } from '../../common/auth/auth-user.js';
import { CurrentUser, Scopes } from '../../common/auth/auth.decorators.js';
import { Idempotent } from '../../common/idempotency/idempotent.decorator.js';
import { originOf } from '../../common/problem/origin.js';
import { UuidParam } from '../../common/validation/uuid.js';
import { Env } from '../../config/env.js';
import { DatasetDto, DatasetProgressDto } from './dataset.dto.js';
import { DatasetsService } from './datasets.service.js';
import { LegacyDataset } from './legacy-dataset.decorator.js';

/** How a dataset of the old model runs. */
@ApiTags('datasets (legacy)')
@Controller('datasets/:id')
export class DatasetActionsController {
  constructor(
    private readonly datasets: DatasetsService,
    private readonly env: Env,
  ) {}

  /**
   * Deprecated: read how far a dataset is
   *
   * Use `GET /api/projects/{project_id}/crawl-jobs/{job_id}`, or its `events` to be told of changes.
   */
  @Get('status')
  @LegacyDataset('/api/projects/:id/crawl-jobs')
  @Scopes('projects:read', 'jobs:read')
  async getDatasetStatus(@CurrentUser() user: AuthUser, @UuidParam('id') id: string): Promise<DatasetProgressDto> {
    return DatasetProgressDto.from(await this.datasets.get(user.id, id), new Date());
  }

  /**
   * Deprecated: start a pending dataset, or a failed one again; reserves its credits
   *
   * Use `POST /api/projects/{project_id}/crawl-jobs`, which starts at once, and `…/{job_id}/retry`.
   */
  @Post('build')
  @Idempotent()
  @HttpCode(200)
  @LegacyDataset('/api/projects/:id/crawl-jobs', 402)
  @Scopes('jobs:write')
  async buildDataset(
    @CurrentUser() user: AuthUser,
    @UuidParam('id') id: string,
    @Req() request: FastifyRequest,
  ): Promise<DatasetDto> {
    return this.answer(request, await this.datasets.build(user.id, id));
  }

  /**
   * Deprecated: cancel a dataset; one that has ended stays as it is
   *
   * Use `POST /api/projects/{project_id}/crawl-jobs/{job_id}/cancel`.
   */
  @Post('cancel')
  @HttpCode(200)
  @LegacyDataset('/api/projects/:id/crawl-jobs')
  @Scopes('jobs:write')
  async cancelDataset(
    @CurrentUser() user: AuthUser,
    @UuidParam('id') id: string,
    @Req() request: FastifyRequest,
  ): Promise<DatasetDto> {
    return this.answer(request, await this.datasets.cancel(user.id, id));
  }

  private answer(request: FastifyRequest, row: Parameters<typeof DatasetDto.from>[0]): DatasetDto {
    return DatasetDto.from(row, originOf(request, this.env.PUBLIC_URL));
  }
}
