import { Controller, Get, HttpCode, Post, Query, Req, Res } from '@nestjs/common';
import { ApiOkResponse, ApiTags } from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { AuthUser } from '../../common/auth/auth-user.js';
import { CurrentUser, Public, Scopes } from '../../common/auth/auth.decorators.js';
import { originOf } from '../../common/problem/origin.js';
import { Produces } from '../../common/protocol/accept.js';
import { UuidParam } from '../../common/validation/uuid.js';
import { Env } from '../../config/env.js';
import { ApiObject } from '../images/object-docs.js';
import { ObjectSender } from '../images/object-sender.js';
import { acceptedType } from './accepted-type.js';
import { DatasetDownloadDto } from './dataset.dto.js';
import { DatasetDownloads } from './dataset-downloads.service.js';
import { DatasetItemDto, DatasetLinkQueryDto } from './dataset-item.dto.js';
import { CSV_FILE, JSON_FILE, JSON_LINES_FILE, type ItemFile } from './item-files.js';
import { LegacyDataset } from './legacy-dataset.decorator.js';

const LINES = [JSON_FILE.mediaType, JSON_LINES_FILE.mediaType, 'application/jsonl'];
const text = { schema: { type: 'string' } };
const list = { schema: { type: 'array', items: { $ref: '#/components/schemas/DatasetItemDto' } } };

/** What a completed dataset of the old model gives out. */
@ApiTags('datasets (legacy)')
@Controller('datasets/:id')
export class DatasetDownloadsController {
  constructor(
    private readonly downloads: DatasetDownloads,
    private readonly sender: ObjectSender,
    private readonly env: Env,
  ) {}

  /**
   * Deprecated: get a link to the archive that works for an hour without credentials
   *
   * Use `POST /api/projects/{project_id}/export-jobs` and its `download`. Makes the archive if need be; 503 when that
   * takes longer than half a minute: ask again then.
   */
  @Post('download')
  @HttpCode(200)
  @LegacyDataset('/api/projects/:id/export-jobs')
  @Scopes('exports:write', 'exports:read')
  async createDatasetDownload(
    @CurrentUser() user: AuthUser,
    @UuidParam('id') id: string,
    @Req() request: FastifyRequest,
  ): Promise<DatasetDownloadDto> {
    const { target, expires, size } = await this.downloads.link(user.id, id);
    const origin = originOf(request, this.env.PUBLIC_URL);
    return { download_url: `${origin}${target}`, expires_at: expires, dataset_id: id, file_size_bytes: size };
  }

  /**
   * Deprecated: list all images of a completed dataset, as a JSON array or as JSON lines
   *
   * Use `GET /api/projects/{project_id}/images`, which pages by cursor.
   */
  @Get('download')
  @LegacyDataset('/api/projects/:id/images', 406, 409)
  @Produces(...LINES)
  @ApiOkResponse({
    description: 'The images',
    content: { [JSON_FILE.mediaType]: list, [JSON_LINES_FILE.mediaType]: text, 'application/jsonl': text },
  })
  @Scopes('images:read')
  async downloadDataset(
    @CurrentUser() user: AuthUser,
    @UuidParam('id') id: string,
    @Req() { headers }: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const mediaType = acceptedType(headers.accept, LINES) ?? JSON_FILE.mediaType;
    const file = mediaType === JSON_FILE.mediaType ? JSON_FILE : JSON_LINES_FILE;
    const body = await this.downloads.list(user.id, id, file);
    void reply.header('Content-Type', `${mediaType}; charset=utf-8`).send(body);
  }

  /**
   * Deprecated: download all images' addresses and labels as a JSON file
   *
   * Use `GET /api/projects/{project_id}/images`.
   */
  @Get('export/json')
  @LegacyDataset('/api/projects/:id/images', 409)
  @Produces(JSON_FILE.mediaType)
  @ApiOkResponse({ description: 'The images', type: [DatasetItemDto] })
  @Scopes('images:read')
  async exportDatasetJson(
    @CurrentUser() user: AuthUser,
    @UuidParam('id') id: string,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    await this.attach(reply, user.id, id, JSON_FILE);
  }

  /**
   * Deprecated: download all images' addresses and labels as a CSV file
   *
   * Use `GET /api/projects/{project_id}/images`.
   */
  @Get('export/csv')
  @LegacyDataset('/api/projects/:id/images', 406, 409)
  @Produces(CSV_FILE.mediaType)
  @ApiOkResponse({ description: 'RFC 4180 with a header', content: { [CSV_FILE.mediaType]: text } })
  @Scopes('images:read')
  async exportDatasetCsv(
    @CurrentUser() user: AuthUser,
    @UuidParam('id') id: string,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    await this.attach(reply, user.id, id, CSV_FILE);
  }

  /**
   * Deprecated: download the archive of images and metadata
   *
   * Use `POST /api/projects/{project_id}/export-jobs` and its `download`. Makes the archive if need be; 503 when that
   * takes longer than half a minute: ask again then.
   */
  @Get('export/zip')
  @LegacyDataset('/api/projects/:id/export-jobs', 409)
  @Produces()
  @ApiObject('The archive', 'application/zip')
  @Scopes('exports:write', 'exports:read')
  async exportDatasetZip(
    @CurrentUser() user: AuthUser,
    @UuidParam('id') id: string,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    await this.sender.send(request, reply, await this.downloads.archive(user.id, id));
  }

  /**
   * Deprecated: download the archive by a signed link
   *
   * Use the `download` of an export job. The link comes from `POST /api/datasets/{id}/download`.
   */
  @Get('archive')
  @Public()
  @LegacyDataset('/api/projects/:id/export-jobs', 403, 409)
  @Produces()
  @ApiObject('The archive', 'application/zip')
  async getDatasetArchive(
    @UuidParam('id') id: string,
    @Query() { token }: DatasetLinkQueryDto,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    await this.sender.send(request, reply, await this.downloads.linked(id, token));
  }

  private async attach(reply: FastifyReply, userId: string, id: string, file: ItemFile): Promise<void> {
    const body = await this.downloads.list(userId, id, file);
    void reply
      .header('Content-Type', `${file.mediaType}; charset=utf-8`)
      .header('Content-Disposition', `attachment; filename="dataset-${id}.${file.extension}"`)
      .send(body);
  }
}
