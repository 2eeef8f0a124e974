import { EntityManager } from '@mikro-orm/postgresql';
import { Injectable, Logger } from '@nestjs/common';
import { sql } from 'kysely';
import { EventBus } from '../../common/events/event-bus.js';
import type { ExpectedVersion } from '../../common/etag/if-match.js';
import { Storage } from '../../storage/storage.js';
import type { HoldingExport } from './blocks/image-block.entity.js';
import { TakedownBlocks } from './blocks/takedown-blocks.js';
import { DuplicateGroups } from './duplicates/duplicate-groups.service.js';
import { ImageChangesRepository } from './image-changes.repository.js';
import { ImageRemoved } from './image.events.js';
import { thumbnailKey } from './thumbnails.js';

const DEFAULT_REASON = 'Removed by its owner';

export interface TakedownRequest {
  reason?: string | undefined;
  /** Also bar what looks like it from coming back. */
  near: boolean;
}

export interface TakenDown {
  image_id: string;
  /** The same bytes in other jobs of the project, which went with it. */
  copies: { id: string; crawl_job_id: string }[];
  /** Of the block that keeps it from coming back. */
  block_id: string;
  /** Archives that may hold one of them, now marked as superseded. */
  exports: HoldingExport[];
}

interface Removed {
  id: string;
  project_id: string;
  crawl_job_id: string;
  sha256: string;
  storage_key: string;
  /** Another picture of the job was stored as the very same bytes. */
  shared: boolean;
}

/**
 * Takes a picture down, in every job of its project that has the same bytes: rows stay as tombstones, so that counts
 * hold, and a block keeps it from coming back.
 */
@Injectable()
export class TakedownService {
  private readonly logger = new Logger(TakedownService.name);

  constructor(
    private readonly em: EntityManager,
    private readonly storage: Storage,
    private readonly events: EventBus,
    private readonly images: ImageChangesRepository,
    private readonly blocks: TakedownBlocks,
    private readonly duplicates: DuplicateGroups,
  ) {}

  /** Throws NotFound, also when it was taken down before, and PreconditionFailed. */
  async remove(
    userId: string,
    id: string,
    { reason = DEFAULT_REASON, near }: TakedownRequest,
    expected: ExpectedVersion,
  ): Promise<TakenDown> {
    const { removed, answer } = await this.em.transactional(async () => {
      await this.duplicates.lock(await this.images.projectOf(userId, id));
      const images = await this.images.lockCopies(userId, id);
      const [image, ...copies] = images;
      expected.check(image.version);
      const ids = images.map((each) => each.id);
      const exports = await this.blocks.supersedeExports(ids);
      const blockId = await this.blocks.bar({ imageId: id, copies: ids, reason, near }, exports);
      const rows = await this.bury(ids, reason);
      const keepers = new Set(images.map((each) => each.duplicate_of ?? each.id));
      await this.duplicates.rebuild(image.project_id, [...keepers]);
      for (const { id: removedId, project_id, crawl_job_id, sha256 } of rows) {
        const metadata = { project_id, crawl_job_id, sha256, reason, block_id: blockId, near, exports };
        await this.events.emit(new ImageRemoved(userId, removedId, metadata));
      }
      const went = copies.map((copy) => ({ id: copy.id, crawl_job_id: copy.crawl_job_id }));
      return { removed: rows, answer: { image_id: id, copies: went, block_id: blockId, exports } };
    });
    const objects = removed.filter(({ shared }) => !shared).map((row) => row.storage_key);
    await this.deleteObjects(objects.flatMap((key) => [key, thumbnailKey(key)]));
    return answer;
  }

  /** The caller holds the rows' locks. */
  private async bury(ids: readonly string[], reason: string): Promise<Removed[]> {
    const { rows } = await sql<Removed>`
      with target as (
        select i.id, i.storage_key,
               exists (select from images other where other.crawl_job_id = i.crawl_job_id and other.id <> i.id
                          and other.storage_key = i.storage_key) as shared
          from images i where i.id = any(${ids}::uuid[]))
      update images i
         set removed_at = clock_timestamp(), removed_reason = ${reason}, updated_at = clock_timestamp(), original_url = null,
             page_url = null, title = null, creator = null, attribution = null, storage_key = null, labels = '[]', metadata = '{}',
             is_duplicate = false, duplicate_of = null
        from target
       where i.id = target.id
      returning i.id, i.project_id, i.crawl_job_id, i.sha256, target.storage_key, target.shared`.execute(
      this.em.getKysely(),
    );
    return rows;
  }

  /** The takedown stands even if this fails: no row names the objects any more, and the job's tidying finds them. */
  private async deleteObjects(keys: string[]): Promise<void> {
    try {
      await this.storage.delete(keys);
    } catch (error) {
      this.logger.error(`could not delete ${keys.join(', ')}: ${String(error)}`);
    }
  }
}
