import { Body, Controller, Get, HttpCode, Post, Query } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import type { AuthUser } from '../../common/auth/auth-user.js';
import { CurrentUser, Scopes } from '../../common/auth/auth.decorators.js';
import { Accepts } from '../../common/body/body-rules.js';
import type { Page } from '../../common/pagination/page-of.js';
import { UuidParam } from '../../common/validation/uuid.js';
import { ImageDto, ImagePageDto, ListImagesQueryDto } from './image.dto.js';
import { ImageLookupDto, LookupImageDto, MAX_FILE_TEXT } from './image-lookup.dto.js';
import { ImageLookupService } from './image-lookup.service.js';
import { ImageReaderService } from './image-reader.service.js';
import type { ImageRow } from './image.row.js';

@ApiTags('images')
@Controller('projects/:project_id')
export class ImageListsController {
  constructor(
    private readonly images: ImageReaderService,
    private readonly lookup: ImageLookupService,
  ) {}

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

  /** Ask whether a picture is in a project already, by its hashes or the picture itself; nothing is stored */
  @Post('images/lookup')
  @Accepts({ limit: MAX_FILE_TEXT + 1_000 })
  @HttpCode(200)
  @Scopes('images:read')
  async lookUpImage(
    @CurrentUser() user: AuthUser,
    @UuidParam('project_id') projectId: string,
    @Body() dto: LookupImageDto,
  ): Promise<ImageLookupDto> {
    const { exact, near, ...found } = await this.lookup.find(user.id, projectId, dto);
    return {
      ...found,
      exact: exact.map((row) => ImageDto.from(row)),
      near: near.map(({ distance, image }) => ({ distance, image: ImageDto.from(image) })),
    };
  }
}

const answer = (page: Page<ImageRow>): ImagePageDto => ({ ...page, data: page.data.map((row) => ImageDto.from(row)) });
