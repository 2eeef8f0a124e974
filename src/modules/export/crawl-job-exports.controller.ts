import { Body, Controller, Delete, Get, HttpCode, Post, Query, Req, Res } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { AuthUser } from '../../common/auth/auth-user.js';
import { CurrentUser, Scopes } from '../../common/auth/auth.decorators.js';
import { Idempotent } from '../../common/idempotency/idempotent.decorator.js';
import { ApiProblems } from '../../common/openapi/extensions.js';
import { PageQueryDto } from '../../common/pagination/page.dto.js';
import { Produces } from '../../common/protocol/accept.js';
import { UuidParam } from '../../common/validation/uuid.js';
import { ObjectSender } from '../images/object-sender.js';
import { ApiArchive } from './archive-docs.js';
import { CreateExportJobDto, ExportJobDto, ExportJobPageDto } from './export-job.dto.js';
import { ExportJobsService } from './export-jobs.service.js';

@ApiTags('export')
@Controller('projects/:project_id/crawl-jobs/:job_id/export-jobs')
export class CrawlJobExportsController {
  constructor(
    private readonly exports: ExportJobsService,
    private readonly sender: ObjectSender,
  ) {}

  /** Export a crawl job's images */
  @Post()
  @Idempotent()
  @Scopes('exports:write')
  async createCrawlJobExport(
    @CurrentUser() user: AuthUser,
    @UuidParam('project_id') projectId: string,
    @UuidParam('job_id') jobId: string,
    @Body() { format, export_options: options }: CreateExportJobDto,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<ExportJobDto> {
    const job = ExportJobDto.from(await this.exports.create(user.id, { projectId, jobId }, format, options));
    void reply.header('Location', job.links.self);
    return job;
  }

  /** List the exports of a crawl job's images, newest first */
  @Get()
  @Scopes('exports:read')
  async listCrawlJobExports(
    @CurrentUser() user: AuthUser,
    @UuidParam('project_id') projectId: string,
    @UuidParam('job_id') jobId: string,
    @Query() query: PageQueryDto,
  ): Promise<ExportJobPageDto> {
    const page = await this.exports.list(user.id, { projectId, jobId }, query);
    return { ...page, data: page.data.map((row) => ExportJobDto.from(row)) };
  }

  /** Read one export of a crawl job's images */
  @Get(':id')
  @Scopes('exports:read')
  async getCrawlJobExport(
    @CurrentUser() user: AuthUser,
    @UuidParam('project_id') projectId: string,
    @UuidParam('job_id') jobId: string,
    @UuidParam('id') id: string,
  ): Promise<ExportJobDto> {
    return ExportJobDto.from(await this.exports.get(user.id, { projectId, jobId }, id));
  }

  /** Cancel an open export of a crawl job's images, or delete a finished one with its archive */
  @Delete(':id')
  @HttpCode(204)
  @Scopes('exports:write')
  async deleteCrawlJobExport(
    @CurrentUser() user: AuthUser,
    @UuidParam('project_id') projectId: string,
    @UuidParam('job_id') jobId: string,
    @UuidParam('id') id: string,
  ): Promise<void> {
    await this.exports.remove(user.id, { projectId, jobId }, id);
  }

  /** Download the archive of a crawl job's images */
  @Get(':id/download')
  @Produces()
  @Scopes('exports:read')
  @ApiProblems(409, 416)
  @ApiArchive()
  async downloadCrawlJobExport(
    @CurrentUser() user: AuthUser,
    @UuidParam('project_id') projectId: string,
    @UuidParam('job_id') jobId: string,
    @UuidParam('id') id: string,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    await this.sender.send(request, reply, await this.exports.archive(user.id, { projectId, jobId }, id));
  }
}
