import { Injectable } from '@nestjs/common';
import type { Page } from '../../common/pagination/page-of.js';
import { NotFound } from '../../common/problem/problems.js';
import type { ListImagesQueryDto } from './image.dto.js';
import { formatNames } from './image-format.js';
import type { ImageRow } from './image.row.js';
import { ImageScopes, type ImageScope } from './image-scope.js';
import { ImagesRepository } from './images.repository.js';
import type { SentObject } from './object-sender.js';
import { thumbnailKey, Thumbnails } from './thumbnails.js';

/** What users read of their images. Throws NotFound for what is missing, taken down or another user's alike. */
@Injectable()
export class ImageReaderService {
  constructor(
    private readonly images: ImagesRepository,
    private readonly scopes: ImageScopes,
    private readonly thumbnails: Thumbnails,
  ) {}

  async get(userId: string, id: string): Promise<ImageRow> {
    const image = await this.images.find(userId, id);
    if (!image) throw new NotFound('Image');
    return image;
  }

  async list(userId: string, scope: ImageScope, query: ListImagesQueryDto): Promise<Page<ImageRow>> {
    await this.scopes.require(userId, scope);
    return this.images.page(userId, scope, query);
  }

  async file(userId: string, id: string): Promise<SentObject> {
    const image = await this.get(userId, id);
    const { mediaType, extension } = formatNames(image.format);
    return {
      key: image.storage_key,
      size: image.file_size,
      etag: `"${image.stored_sha256}"`,
      mediaType,
      filename: `${image.id}.${extension}`,
    };
  }

  async thumbnail(userId: string, id: string): Promise<SentObject> {
    const image = await this.get(userId, id);
    return {
      key: thumbnailKey(image.storage_key),
      size: await this.thumbnails.ensure(image),
      etag: `"thumbnail-${image.stored_sha256}"`,
      mediaType: 'image/webp',
      filename: `${image.id}-thumbnail.webp`,
    };
  }
}
