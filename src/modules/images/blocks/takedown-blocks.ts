import { EntityManager } from '@mikro-orm/postgresql';
import { Injectable } from '@nestjs/common';
import { sql } from 'kysely';
import { randomUUIDv7 } from 'node:crypto';
import { DUPLICATE_DISTANCE } from '../../crawl-jobs/duplicate-distance.js';
import type { HoldingExport } from './image-block.entity.js';

export interface Takedown {
  imageId: string;
  /** Images with the same bytes, itself included. */
  copies: readonly string[];
  reason: string;
  /** Also bar what looks like it. */
  near: boolean;
}

/** What a takedown leaves behind, in its transaction and before the image's row forgets where it came from. */
@Injectable()
export class TakedownBlocks {
  constructor(private readonly em: EntityManager) {}

  /** Bars the bytes, all addresses that any of the copies was found under, and with `near` the look. Returns the block's id. */
  async bar({ imageId, copies, reason, near }: Takedown, exports: readonly HoldingExport[]): Promise<string> {
    const id = randomUUIDv7();
    await sql`
      insert into image_blocks (id, project_id, image_id, sha256, url_hashes, phash, distance, reason, exports)
      select ${id}, i.project_id, i.id, i.sha256,
             array(select distinct encode(sha256(convert_to(url, 'UTF8')), 'hex')
                     from images c
                    cross join lateral (select c.original_url as url
                                        union select label->>'url' from jsonb_array_elements(c.labels) as label) u
                    where c.id = any(${copies}::uuid[]) and url is not null),
             case when ${near} then i.phash end, case when ${near} then ${DUPLICATE_DISTANCE.default}::smallint end,
             ${reason}, ${JSON.stringify(exports)}::jsonb
        from images i where i.id = ${imageId}`.execute(this.em.getKysely());
    return id;
  }

  /**
   * Marks the archives that may hold one of the pictures as superseded and returns them: those of its job or project that
   * were finished after it came, or are being made. Archives list no rows of ours, so this is decided by time; one whose
   * options left the picture out is marked too.
   */
  async supersedeExports(imageIds: readonly string[]): Promise<HoldingExport[]> {
    const { rows } = await sql<HoldingExport>`
      update export_jobs e set superseded_at = coalesce(e.superseded_at, clock_timestamp()), updated_at = clock_timestamp()
        from images i
       where i.id = any(${imageIds}::uuid[]) and (e.crawl_job_id = i.crawl_job_id or e.project_id = i.project_id)
         and (e.status = 'processing' or (e.status = 'completed' and e.completed_at >= i.created_at))
      returning e.id, e.format, e.crawl_job_id`.execute(this.em.getKysely());
    return rows;
  }
}
