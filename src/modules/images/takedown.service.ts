import { EntityManager } from '@mikro-orm/postgresql';
import { Injectable, Logger } from '@nestjs/common';
import { sql } from 'kysely';
import { EventBus } from '../../common/events/event-bus.js';
import { NotFound } from '../../common/problem/problems.js';
import { Storage } from '../../storage/storage.js';
import { ImageRemoved } from './image.events.js';
import { thumbnailKey } from './thumbnails.js';

const DEFAULT_REASON = 'Removed by its owner';

interface Removed {
  project_id: string;
  crawl_job_id: string;
  sha256: string;
  storage_key: string;
  /** Another picture of the job was stored as the very same bytes. */
  shared: boolean;
}

/** Takes a picture down: its row stays as a tombstone, so that counts hold and the same bytes do not come back. */
@Injectable()
export class TakedownService {
  private readonly logger = new Logger(TakedownService.name);

  constructor(
    private readonly em: EntityManager,
    private readonly storage: Storage,
    private readonly events: EventBus,
  ) {}

  /** Throws NotFound, also when it was taken down before. */
  async remove(userId: string, id: string, reason: string = DEFAULT_REASON): Promise<void> {
    const removed = await this.em.transactional(async () => {
      const row = await this.bury(userId, id, reason);
      if (!row) throw new NotFound('Image');
      const { project_id, crawl_job_id, sha256 } = row;
      await this.events.emit(new ImageRemoved(userId, id, { project_id, crawl_job_id, sha256, reason }));
      return row;
    });
    if (!removed.shared) await this.deleteObjects([removed.storage_key, thumbnailKey(removed.storage_key)]);
  }

  private async bury(userId: string, id: string, reason: string): Promise<Removed | undefined> {
    const { rows } = await sql<Removed>`
      with target as (
        select i.id, i.storage_key,
               exists (select from images other where other.crawl_job_id = i.crawl_job_id and other.id <> i.id
                          and other.storage_key = i.storage_key) as shared
          from images i join crawl_jobs j on j.id = i.crawl_job_id join projects p on p.id = i.project_id
         where i.id = ${id} and i.removed_at is null and p.user_id = ${userId}
           and p.deleted_at is null and j.deleted_at is null
           for no key update of i)
      update images i
         set removed_at = clock_timestamp(), removed_reason = ${reason}, updated_at = clock_timestamp(), original_url = null,
             page_url = null, title = null, creator = null, attribution = null, storage_key = null, labels = '[]', metadata = '{}'
        from target
       where i.id = target.id
      returning i.project_id, i.crawl_job_id, i.sha256, target.storage_key, target.shared`.execute(this.em.getKysely());
    return rows[0];
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
