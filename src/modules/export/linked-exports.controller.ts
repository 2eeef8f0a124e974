import { Controller, Get, Query, Req, Res } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { Public } from '../../common/auth/auth.decorators.js';
import { ApiProblems } from '../../common/openapi/extensions.js';
import { Produces } from '../../common/protocol/accept.js';
import { UuidParam } from '../../common/validation/uuid.js';
import { ObjectSender } from '../images/object-sender.js';
import { ApiArchive } from './archive-docs.js';
import { ExportTokenQueryDto } from './export-files.dto.js';
import { ExportFilesService } from './export-files.service.js';

@ApiTags('export')
@Controller('export-jobs/:id')
export class LinkedExportsController {
  constructor(
    private readonly files: ExportFilesService,
    private readonly sender: ObjectSender,
  ) {}

  /**
   * Download the archive of an export by a signed link
   *
   * 410 once a picture that it holds was taken down: export again. 403 when the link has expired, or while its owner is
   * suspended.
   */
  @Get('archive')
  @Public()
  @Produces()
  @ApiProblems(403, 409, 410, 416)
  @ApiArchive()
  async getLinkedExport(
    @UuidParam('id') id: string,
    @Query() { token }: ExportTokenQueryDto,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    await this.sender.send(request, reply, await this.files.linked(id, token));
  }
}
