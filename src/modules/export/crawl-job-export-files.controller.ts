import { Body, Controller, Get, HttpCode, Post, Query, Req, Res } from '@nestjs/common';
import { ApiOkResponse, ApiTags } from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { AuthUser } from '../../common/auth/auth-user.js';
import { CurrentUser, Scopes } from '../../common/auth/auth.decorators.js';
import { ApiProblems } from '../../common/openapi/extensions.js';
import { originOf } from '../../common/problem/origin.js';
import { Produces } from '../../common/protocol/accept.js';
import { UuidParam } from '../../common/validation/uuid.js';
import { Env } from '../../config/env.js';
import { ApiObject } from '../images/object-docs.js';
import { ObjectSender } from '../images/object-sender.js';
import { CreateExportLinkDto, ExportDiffQueryDto, ExportLinkDto, JSON_LINES } from './export-files.dto.js';
import { ExportFilesService } from './export-files.service.js';

@ApiTags('export')
@Controller('projects/:project_id/crawl-jobs/:job_id/export-jobs/:id')
export class CrawlJobExportFilesController {
  constructor(
    private readonly files: ExportFilesService,
    private readonly sender: ObjectSender,
    private readonly env: Env,
  ) {}

  /** Download the manifest of an export of a crawl job's images: a JSON object per image, by source_sha256 and label */
  @Get('manifest')
  @Produces()
  @Scopes('exports:read')
  @ApiProblems(409, 416)
  @ApiObject('The manifest', JSON_LINES)
  async getCrawlJobExportManifest(
    @CurrentUser() user: AuthUser,
    @UuidParam('project_id') projectId: string,
    @UuidParam('job_id') jobId: string,
    @UuidParam('id') id: string,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    await this.sender.send(request, reply, await this.files.manifest(user.id, { projectId, jobId }, id));
  }

  /**
   * Compare an export of a crawl job's images with another export of the project
   *
   * JSON lines: an object per image that was `added`, `removed` or `changed` since the other one, then a `summary` with
   * the counts. Where images lie in their archives is not compared.
   */
  @Get('diff')
  @Produces(JSON_LINES)
  @Scopes('exports:read')
  @ApiProblems(409)
  @ApiOkResponse({ description: 'What changed', content: { [JSON_LINES]: { schema: { type: 'string' } } } })
  async diffCrawlJobExport(
    @CurrentUser() user: AuthUser,
    @UuidParam('project_id') projectId: string,
    @UuidParam('job_id') jobId: string,
    @UuidParam('id') id: string,
    @Query() { against }: ExportDiffQueryDto,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const changes = await this.files.diff(user.id, { projectId, jobId }, id, against);
    void reply.header('Content-Type', `${JSON_LINES}; charset=utf-8`).send(changes);
  }

  /**
   * Make a link to the archive of a crawl job's images that works without credentials until it expires
   *
   * It ends earlier when a picture that the archive holds is taken down. 409 when that has happened: export again.
   */
  @Post('links')
  @HttpCode(200)
  @Scopes('exports:read')
  @ApiProblems(409)
  async createCrawlJobExportLink(
    @CurrentUser() user: AuthUser,
    @UuidParam('project_id') projectId: string,
    @UuidParam('job_id') jobId: string,
    @UuidParam('id') id: string,
    @Body() { expires_in: seconds }: CreateExportLinkDto,
    @Req() request: FastifyRequest,
  ): Promise<ExportLinkDto> {
    const { target, expires } = await this.files.link(user.id, { projectId, jobId }, id, seconds);
    return { url: `${originOf(request, this.env.PUBLIC_URL)}${target}`, expires_at: expires };
  }
}
