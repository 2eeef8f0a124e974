import { Controller, Get, Query } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import type { AuthUser } from '../../common/auth/auth-user.js';
import { CurrentUser, Scopes } from '../../common/auth/auth.decorators.js';
import type { Page } from '../../common/pagination/page-of.js';
import { UuidParam } from '../../common/validation/uuid.js';
import { ImageDto, ImagePageDto, ListImagesQueryDto } from './image.dto.js';
import { ImageReaderService } from './image-reader.service.js';
import type { ImageRow } from './image.row.js';

@ApiTags('images')
@Controller('projects/:project_id')
export class ImageListsController {
  constructor(private readonly images: ImageReaderService) {}

  /** List a project's images, newest first */
  @Get('images')
  @Scopes('images:read')
  async listProjectImages(
    @CurrentUser() user: AuthUser,
    @UuidParam('project_id') projectId: string,
    @Query() query: ListImagesQueryDto,
  ): Promise<ImagePageDto> {
    return answer(await this.images.list(user.id, { projectId }, query));
  }

  /** List a crawl job's images, newest first */
  @Get('crawl-jobs/:job_id/images')
  @Scopes('images:read')
  async listCrawlJobImages(
    @CurrentUser() user: AuthUser,
    @UuidParam('project_id') projectId: string,
    @UuidParam('job_id') jobId: string,
    @Query() query: ListImagesQueryDto,
  ): Promise<ImagePageDto> {
    return answer(await this.images.list(user.id, { projectId, jobId }, query));
  }
}

const answer = (page: Page<ImageRow>): ImagePageDto => ({ ...page, data: page.data.map((row) => ImageDto.from(row)) });
