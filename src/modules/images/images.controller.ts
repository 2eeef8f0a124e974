import { Controller, Delete, Get, HttpCode, Query, Req, Res } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { AuthUser } from '../../common/auth/auth-user.js';
import { CurrentUser, Scopes } from '../../common/auth/auth.decorators.js';
import { Produces } from '../../common/protocol/accept.js';
import { UuidParam } from '../../common/validation/uuid.js';
import { ImageDto, RemoveImageQueryDto } from './image.dto.js';
import { ImageReaderService } from './image-reader.service.js';
import { ApiObject } from './object-docs.js';
import { ObjectSender } from './object-sender.js';
import { TakedownService } from './takedown.service.js';

@ApiTags('images')
@Controller('images')
export class ImagesController {
  constructor(
    private readonly images: ImageReaderService,
    private readonly takedown: TakedownService,
    private readonly sender: ObjectSender,
  ) {}

  /** Read one image */
  @Get(':id')
  @Scopes('images:read')
  async getImage(@CurrentUser() user: AuthUser, @UuidParam('id') id: string): Promise<ImageDto> {
    return ImageDto.from(await this.images.get(user.id, id));
  }

  /** Download the stored file */
  @Get(':id/file')
  @Produces()
  @Scopes('images:read')
  @ApiObject('The stored file', 'image/jpeg', 'image/png', 'image/webp', 'image/gif', 'image/avif')
  async getImageFile(
    @CurrentUser() user: AuthUser,
    @UuidParam('id') id: string,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    await this.sender.send(request, reply, await this.images.file(user.id, id));
  }

  /** Download a WebP of at most 256 × 256 pixels */
  @Get(':id/thumbnail')
  @Produces()
  @Scopes('images:read')
  @ApiObject('The thumbnail', 'image/webp')
  async getImageThumbnail(
    @CurrentUser() user: AuthUser,
    @UuidParam('id') id: string,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    await this.sender.send(request, reply, await this.images.thumbnail(user.id, id));
  }

  /** Take an image down: its file and its description are deleted, and the same bytes do not come back into the job */
  @Delete(':id')
  @HttpCode(204)
  @Scopes('images:write')
  async deleteImage(
    @CurrentUser() user: AuthUser,
    @UuidParam('id') id: string,
    @Query() { reason }: RemoveImageQueryDto,
  ): Promise<void> {
    await this.takedown.remove(user.id, id, reason);
  }
}
