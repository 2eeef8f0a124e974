import { Body, Controller, Delete, Get, HttpCode, Patch, Post, Put, Query, Req, Res } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { AuthUser } from '../../common/auth/auth-user.js';
import { CurrentUser, Scopes } from '../../common/auth/auth.decorators.js';
import { Idempotent } from '../../common/idempotency/idempotent.decorator.js';
import { originOf } from '../../common/problem/origin.js';
import { UuidParam } from '../../common/validation/uuid.js';
import { Env } from '../../config/env.js';
import {
  CreateDatasetDto,
  DEFAULT_ENGINES,
  DEFAULT_MAX_IMAGES,
  ListDatasetsQueryDto,
  UpdateDatasetDto,
} from './dataset-request.dto.js';
import { DatasetDto, DatasetPageDto, DatasetStatsDto } from './dataset.dto.js';
import { DatasetsService } from './datasets.service.js';
import { LegacyDataset } from './legacy-dataset.decorator.js';

/** The old model's resource. Deprecated as a whole: a dataset is a project with crawl jobs. */
@ApiTags('datasets (legacy)')
@Controller('datasets')
export class DatasetsController {
  constructor(
    private readonly datasets: DatasetsService,
    private readonly env: Env,
  ) {}

  /**
   * Deprecated: create a dataset
   *
   * Use `POST /api/projects`, then `POST /api/projects/{project_id}/crawl-jobs`. Nothing is reserved and nothing runs
   * before `build`.
   */
  @Post()
  @Idempotent()
  @LegacyDataset('/api/projects', 402, 404)
  @Scopes('projects:write', 'jobs:write')
  async createDataset(
    @CurrentUser() user: AuthUser,
    @Body() dto: CreateDatasetDto,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<DatasetDto> {
    const { max_images = DEFAULT_MAX_IMAGES, search_engines = DEFAULT_ENGINES } = dto;
    const dataset = await this.datasets.create(user.id, { ...dto, max_images, search_engines });
    void reply.header('Location', `/api/datasets/${dataset.id}`);
    return DatasetDto.from(dataset, this.origin(request));
  }

  /**
   * Deprecated: list my datasets, newest first
   *
   * Use `GET /api/projects`, which pages by cursor.
   */
  @Get()
  @LegacyDataset('/api/projects')
  @Scopes('projects:read', 'jobs:read')
  async listDatasets(
    @CurrentUser() user: AuthUser,
    @Query() { page, size, project_id: projectId }: ListDatasetsQueryDto,
    @Req() request: FastifyRequest,
  ): Promise<DatasetPageDto> {
    const { items, total } = await this.datasets.page(user.id, { page, size, projectId });
    const origin = this.origin(request);
    return {
      items: items.map((row) => DatasetDto.from(row, origin)),
      total,
      page,
      size,
      pages: Math.ceil(total / size),
    };
  }

  /**
   * Deprecated: count my datasets by status, and my images
   *
   * Use `GET /api/projects/{id}/stats`, one project at a time.
   */
  @Get('stats')
  @LegacyDataset('/api/projects')
  @Scopes('projects:read', 'jobs:read')
  getDatasetStats(@CurrentUser() user: AuthUser): Promise<DatasetStatsDto> {
    return this.datasets.stats(user.id);
  }

  /**
   * Deprecated: read one dataset
   *
   * Use `GET /api/projects/{id}` and `GET /api/projects/{project_id}/crawl-jobs`.
   */
  @Get(':id')
  @LegacyDataset('/api/projects/:id')
  @Scopes('projects:read', 'jobs:read')
  async getDataset(
    @CurrentUser() user: AuthUser,
    @UuidParam('id') id: string,
    @Req() request: FastifyRequest,
  ): Promise<DatasetDto> {
    return DatasetDto.from(await this.datasets.get(user.id, id), this.origin(request));
  }

  /**
   * Deprecated: change name or description of a dataset that is not processing
   *
   * Use `PATCH /api/projects/{id}`.
   */
  @Put(':id')
  @LegacyDataset('/api/projects/:id')
  @Scopes('projects:write')
  replaceDataset(
    @CurrentUser() user: AuthUser,
    @UuidParam('id') id: string,
    @Body() dto: UpdateDatasetDto,
    @Req() request: FastifyRequest,
  ): Promise<DatasetDto> {
    return this.updateDataset(user, id, dto, request);
  }

  /**
   * Deprecated: change name or description of a dataset that is not processing
   *
   * Use `PATCH /api/projects/{id}`.
   */
  @Patch(':id')
  @LegacyDataset('/api/projects/:id')
  @Scopes('projects:write')
  async updateDataset(
    @CurrentUser() user: AuthUser,
    @UuidParam('id') id: string,
    @Body() dto: UpdateDatasetDto,
    @Req() request: FastifyRequest,
  ): Promise<DatasetDto> {
    return DatasetDto.from(await this.datasets.update(user.id, id, { ...dto }), this.origin(request));
  }

  /**
   * Deprecated: delete a dataset that is not processing, with all it holds
   *
   * Use `DELETE /api/projects/{id}`.
   */
  @Delete(':id')
  @HttpCode(204)
  @LegacyDataset('/api/projects/:id')
  @Scopes('projects:write', 'jobs:write')
  async deleteDataset(@CurrentUser() user: AuthUser, @UuidParam('id') id: string): Promise<void> {
    await this.datasets.delete(user.id, id);
  }

  private origin(request: FastifyRequest): string {
    return originOf(request, this.env.PUBLIC_URL);
  }
}
