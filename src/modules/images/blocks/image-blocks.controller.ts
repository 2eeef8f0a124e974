import { Controller, Delete, Get, HttpCode, Query } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import type { AuthUser } from '../../../common/auth/auth-user.js';
import { CurrentUser, Scopes } from '../../../common/auth/auth.decorators.js';
import { PageQueryDto } from '../../../common/pagination/page.dto.js';
import { UuidParam } from '../../../common/validation/uuid.js';
import { ImageBlockDto, ImageBlockPageDto } from './image-block.dto.js';
import { ImageBlockListService } from './image-block-list.service.js';

@ApiTags('images')
@Controller('projects/:project_id/image-blocks')
export class ImageBlocksController {
  constructor(private readonly blocks: ImageBlockListService) {}

  /** List what takedowns bar from coming back into a project, newest first */
  @Get()
  @Scopes('images:read')
  async listImageBlocks(
    @CurrentUser() user: AuthUser,
    @UuidParam('project_id') projectId: string,
    @Query() query: PageQueryDto,
  ): Promise<ImageBlockPageDto> {
    const page = await this.blocks.list(user.id, projectId, query);
    return { ...page, data: page.data.map((row) => ImageBlockDto.from(row)) };
  }

  /** Let a picture that was taken down come back, into other crawl jobs than the one it was taken from */
  @Delete(':id')
  @HttpCode(204)
  @Scopes('images:write')
  async deleteImageBlock(
    @CurrentUser() user: AuthUser,
    @UuidParam('project_id') projectId: string,
    @UuidParam('id') id: string,
  ): Promise<void> {
    await this.blocks.remove(user.id, projectId, id);
  }
}
