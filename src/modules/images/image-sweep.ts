import { EntityManager } from '@mikro-orm/postgresql';
import { Injectable } from '@nestjs/common';
import { sql } from 'kysely';
import { Storage } from '../../storage/storage.js';
import { DuplicateGroups } from './duplicates/duplicate-groups.service.js';
import { pictureOfThumbnail } from './thumbnails.js';

const KEYS_AT_A_TIME = 5_000;
const ROWS_AT_A_TIME = 2_000;

/** Brings storage in line with rows. An object without its row is waste; a row without its object never exists. */
@Injectable()
export class ImageSweep {
  constructor(
    private readonly em: EntityManager,
    private readonly storage: Storage,
    private readonly duplicates: DuplicateGroups,
  ) {}

  /** Deletes objects of an ended job that no image names: pictures that were too much, or whose run lost its claim. */
  async tidy(projectId: string, jobId: string): Promise<number> {
    let deleted = 0;
    for await (const keys of inBatches(this.storage.listJob(projectId, jobId))) {
      const pictures = keys.map(pictureOfThumbnail);
      const { rows } = await sql<{ key: string }>`
        select k.key from unnest(${keys}::text[], ${pictures}::text[]) as k (key, picture)
         where not exists (select from images i where i.crawl_job_id = ${jobId} and i.storage_key = k.picture)`.execute(
        this.em.getKysely(),
      );
      await this.storage.delete(rows.map((row) => row.key));
      deleted += rows.length;
    }
    return deleted;
  }

  /** All images of a deleted job: rows in batches, then whatever is left in storage. */
  async purge(projectId: string, jobId: string): Promise<void> {
    for (let removed = ROWS_AT_A_TIME; removed === ROWS_AT_A_TIME;) {
      removed = await this.deleteSome(projectId, jobId);
    }
    for await (const keys of inBatches(this.storage.listJob(projectId, jobId))) await this.storage.delete(keys);
  }

  /** Other jobs of the project may have had their duplicates' keepers here. Returns how many rows went. */
  private deleteSome(projectId: string, jobId: string): Promise<number> {
    return this.em.transactional(async (em) => {
      await this.duplicates.lock(projectId);
      const { rows } = await sql<{ keeper: string }>`
        delete from images where id in
          (select id from images where crawl_job_id = ${jobId} limit ${ROWS_AT_A_TIME})
        returning coalesce(duplicate_of, id) as keeper`.execute(em.getKysely());
      await this.duplicates.rebuild(projectId, [...new Set(rows.map(({ keeper }) => keeper))]);
      return rows.length;
    });
  }
}

async function* inBatches(keys: AsyncIterable<string>): AsyncGenerator<string[]> {
  let batch: string[] = [];
  for await (const key of keys) {
    batch.push(key);
    if (batch.length < KEYS_AT_A_TIME) continue;
    yield batch;
    batch = [];
  }
  if (batch.length > 0) yield batch;
}
