import { EntityManager } from '@mikro-orm/postgresql';
import { Injectable } from '@nestjs/common';
import { sql } from 'kysely';

const BATCH = 1_000;

/** An image as the old API lists it. */
export interface DatasetItem {
  /** Where it was found. */
  url: string;
  label: string;
  filename: string;
  /** Pixels of the stored file. */
  width: number;
  height: number;
  /** SPDX id; null: unknown. */
  license: string | null;
  license_url: string | null;
  creator: string | null;
  source: string;
}

@Injectable()
export class DatasetItemsRepository {
  constructor(private readonly em: EntityManager) {}

  /** All images of the project, oldest first, in batches: memory holds one. The caller has made sure that it is the user's. */
  async *each(userId: string, projectId: string): AsyncGenerator<DatasetItem> {
    const db = this.em.fork().getKysely(); // read from after the handler has returned
    let after: { at: string; id: string } | null = null;
    for (;;) {
      const position: ReturnType<typeof sql> = after
        ? sql`and (i.created_at, i.id) > (${after.at}::timestamptz, ${after.id}::uuid)`
        : sql``;
      const { rows } = await sql<DatasetItem & { id: string; at: string }>`
        select i.id, to_char(i.created_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"') as at, i.original_url as url,
               i.keyword as label, i.filename, i.width, i.height, i.license, i.license_url, i.creator, i.source
          from images i join crawl_jobs j on j.id = i.crawl_job_id join projects p on p.id = i.project_id
         where i.project_id = ${projectId} and p.user_id = ${userId} and p.deleted_at is null and j.deleted_at is null
           and i.removed_at is null ${position}
         order by i.created_at, i.id limit ${BATCH}`.execute(db);
      for (const { id, at, ...item } of rows) {
        yield item;
        after = { at, id };
      }
      if (rows.length < BATCH) return;
    }
  }
}
