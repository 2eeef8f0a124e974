import { Body, Controller, Delete, Get, HttpCode, Post, Query, Res } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';
import type { Readable } from 'node:stream';
import type { AuthUser } from '../../common/auth/auth-user.js';
import { CurrentUser, Scopes } from '../../common/auth/auth.decorators.js';
import { Accepts } from '../../common/body/body-rules.js';
import { ApiProblems } from '../../common/openapi/extensions.js';
import { PageQueryDto } from '../../common/pagination/page.dto.js';
import { UuidParam } from '../../common/validation/uuid.js';
import { UploadUrlListQueryDto, UrlListDto, UrlListPageDto } from './url-list.dto.js';
import { UrlListsService } from './url-lists.service.js';

const MEDIA_TYPES = [
  'application/octet-stream',
  'text/plain',
  'text/csv',
  'text/tab-separated-values',
  'application/json',
  'application/jsonl',
  'application/x-ndjson',
  'application/gzip',
  'application/vnd.apache.parquet',
];

@ApiTags('url-lists')
@Controller('projects/:project_id/url-lists')
export class UrlListsController {
  constructor(private readonly lists: UrlListsService) {}

  /** Upload a list of picture addresses for crawl jobs with the source `urls`; the body is the file */
  @Post()
  @Accepts({ types: MEDIA_TYPES, as: 'stream' })
  @ApiProblems(413)
  @Scopes('jobs:write')
  async uploadUrlList(
    @CurrentUser() user: AuthUser,
    @UuidParam('project_id') projectId: string,
    @Query() query: UploadUrlListQueryDto,
    @Body() body: Readable | undefined,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<UrlListDto> {
    const list = await this.lists.receive(user.id, projectId, {
      name: query.name,
      format: query.format,
      header: query.header ?? true,
      columns: UploadUrlListQueryDto.columnsOf(query),
      body: body ?? NOTHING,
    });
    void reply.header('Location', `/api/projects/${projectId}/url-lists/${list.id}`);
    return UrlListDto.from(list);
  }

  /** List the uploaded lists of a project, newest first */
  @Get()
  @Scopes('jobs:read')
  async listUrlLists(
    @CurrentUser() user: AuthUser,
    @UuidParam('project_id') projectId: string,
    @Query() query: PageQueryDto,
  ): Promise<UrlListPageDto> {
    const page = await this.lists.list(user.id, projectId, query);
    return { ...page, data: page.data.map((row) => UrlListDto.from(row)) };
  }

  /** Read what is known of one uploaded list */
  @Get(':url_list_id')
  @Scopes('jobs:read')
  async getUrlList(
    @CurrentUser() user: AuthUser,
    @UuidParam('project_id') projectId: string,
    @UuidParam('url_list_id') id: string,
  ): Promise<UrlListDto> {
    return UrlListDto.from(await this.lists.get(user.id, projectId, id));
  }

  /** Delete an uploaded list that no unfinished crawl job reads */
  @Delete(':url_list_id')
  @ApiProblems(409)
  @HttpCode(204)
  @Scopes('jobs:write')
  async deleteUrlList(
    @CurrentUser() user: AuthUser,
    @UuidParam('project_id') projectId: string,
    @UuidParam('url_list_id') id: string,
  ): Promise<void> {
    await this.lists.delete(user.id, projectId, id);
  }
}

/** An empty body. */
const NOTHING: AsyncIterable<Uint8Array> = {
  async *[Symbol.asyncIterator]() {
    // no bytes
  },
};
