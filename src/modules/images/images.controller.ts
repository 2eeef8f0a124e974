import { Body, Controller, Delete, Get, Patch, Query, Req, Res } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { AuthUser } from '../../common/auth/auth-user.js';
import { CurrentUser, Scopes } from '../../common/auth/auth.decorators.js';
import { versioned } from '../../common/etag/etag.interceptor.js';
import { ExpectedVersion, IfMatch } from '../../common/etag/if-match.js';
import { SendsEtag } from '../../common/etag/sends-etag.decorator.js';
import { Produces } from '../../common/protocol/accept.js';
import { UuidParam } from '../../common/validation/uuid.js';
import { RemoveImageQueryDto, TakedownDto } from './blocks/image-block.dto.js';
import { ImageChangesService } from './image-changes.service.js';
import { ImageDto, UpdateImageDto } from './image.dto.js';
import { SimilarImagesDto, SimilarImagesQueryDto } from './image-lookup.dto.js';
import { ImageLookupService } from './image-lookup.service.js';
import { ImageReaderService } from './image-reader.service.js';
import type { ImageRow } from './image.row.js';
import { ApiObject } from './object-docs.js';
import { ObjectSender } from './object-sender.js';
import { TakedownService } from './takedown.service.js';

@ApiTags('images')
@Controller('images')
export class ImagesController {
  constructor(
    private readonly images: ImageReaderService,
    private readonly lookup: ImageLookupService,
    private readonly changes: ImageChangesService,
    private readonly takedown: TakedownService,
    private readonly sender: ObjectSender,
  ) {}

  /** Read one image */
  @Get(':id')
  @SendsEtag()
  @Scopes('images:read')
  async getImage(@CurrentUser() user: AuthUser, @UuidParam('id') id: string): Promise<ImageDto> {
    return answer(await this.images.get(user.id, id));
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

  /** Images of the same project that look alike, nearest first */
  @Get(':id/similar')
  @Scopes('images:read')
  async listSimilarImages(
    @CurrentUser() user: AuthUser,
    @UuidParam('id') id: string,
    @Query() query: SimilarImagesQueryDto,
  ): Promise<SimilarImagesDto> {
    const { data, has_more } = await this.lookup.similar(user.id, id, query);
    return { data: data.map(({ distance, image }) => ({ distance, image: ImageDto.from(image) })), has_more };
  }

  /** Change what is said about an image: its label, whether it is valid, and that it is no duplicate */
  @Patch(':id')
  @SendsEtag()
  @Scopes('images:write')
  async updateImage(
    @CurrentUser() user: AuthUser,
    @UuidParam('id') id: string,
    @Body() dto: UpdateImageDto,
    @IfMatch() expected: ExpectedVersion,
  ): Promise<ImageDto> {
    return answer(await this.changes.update(user.id, id, dto, expected));
  }

  /** Take an image down, with its exact copies in other crawl jobs: files and descriptions are deleted, and it does not come back into the project */
  @Delete(':id')
  @Scopes('images:write')
  async deleteImage(
    @CurrentUser() user: AuthUser,
    @UuidParam('id') id: string,
    @Query() { reason, block }: RemoveImageQueryDto,
    @IfMatch() expected: ExpectedVersion,
  ): Promise<TakedownDto> {
    return this.takedown.remove(user.id, id, { reason, near: block === 'near' }, expected);
  }
}

const answer = (image: ImageRow): ImageDto => versioned(ImageDto.from(image), image.version);
