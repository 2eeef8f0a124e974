import { Injectable, Logger } from '@nestjs/common';
import sharp from 'sharp';
import { NotFound, ServiceUnavailable } from '../../common/problem/problems.js';
import { ObjectMissing, Storage, StorageFull } from '../../storage/storage.js';
import type { ImageRow } from './image.row.js';
import { WorkLimit } from './work-limit.js';

/** Pixels of the longer side. */
const SIDE = 256;
const MAX_PIXELS = 50_000_000;
const AT_A_TIME = 2;

type Pictured = Pick<ImageRow, 'storage_key'>;

/** Beside the picture, so that it goes with its job. */
export const thumbnailKey = (storageKey: string): string => `${storageKey}.${SIDE}.webp`;

/** The picture that a key belongs to: itself, unless it is a thumbnail's. */
export const pictureOfThumbnail = (key: string): string => key.replace(new RegExp(`\\.${SIDE}\\.webp$`), '');

/** Small WebP copies, made when first asked for and kept in storage. */
@Injectable()
export class Thumbnails {
  private readonly logger = new Logger(Thumbnails.name);
  private readonly limit = new WorkLimit(AT_A_TIME);
  private readonly underWay = new Map<string, Promise<number>>();

  constructor(private readonly storage: Storage) {}

  /** The size in bytes of the thumbnail, which is in storage then. */
  async ensure(image: Pictured): Promise<number> {
    const key = thumbnailKey(image.storage_key);
    const kept = await this.storage.stat(key);
    if (kept) return kept.size;
    const running = this.underWay.get(key) ?? this.limit.run(() => this.make(image.storage_key, key));
    this.underWay.set(key, running);
    return running.finally(() => this.underWay.delete(key));
  }

  private async make(storageKey: string, key: string): Promise<number> {
    const bytes = await sharp(await this.read(storageKey), { limitInputPixels: MAX_PIXELS })
      .rotate()
      .resize(SIDE, SIDE, { fit: 'inside', withoutEnlargement: true })
      .webp({ quality: 80 })
      .timeout({ seconds: 10 })
      .toBuffer();
    await this.keep(key, bytes);
    // a takedown may have come between: it deletes what it finds, and this was not there yet
    if ((await this.storage.stat(storageKey)) === null) {
      await this.storage.delete([key]);
      throw new NotFound('Image');
    }
    this.logger.debug(`made ${key}`);
    return bytes.length;
  }

  private async keep(key: string, bytes: Buffer): Promise<void> {
    try {
      await this.storage.put(key, bytes);
    } catch (error) {
      if (error instanceof StorageFull) throw new ServiceUnavailable(60, error, 'storage-unavailable');
      throw error;
    }
  }

  private async read(key: string): Promise<Buffer> {
    try {
      return Buffer.concat(await (await this.storage.read(key)).toArray());
    } catch (error) {
      if (error instanceof ObjectMissing) throw new NotFound('Image');
      throw error;
    }
  }
}
