import { EntityManager } from '@mikro-orm/postgresql';
import { Injectable } from '@nestjs/common';
import { sql } from 'kysely';
import { randomUUIDv7 } from 'node:crypto';
import type { Quartiles } from './rules/validation-rule.js';
import type { ValidationClaim } from './validation-claim.js';

/** An image as the worker reads it. */
export interface ImageToCheck {
  id: string;
  projectId: string;
  keywords: string[];
  format: string;
  width: number;
  height: number;
  fileSize: number;
  sha256: string;
  license: string | null;
  url: string | null;
  storageKey: string;
  createdAt: string;
}

/** Where a run has got to, in the order of creation. */
export type Position = Pick<ImageToCheck, 'id' | 'createdAt'>;

export interface ImageMeasures {
  imageId: string;
  measures: Record<string, number | null>;
  detail: string | null;
}

export interface ImageVerdict {
  imageId: string;
  failed: string[];
  valid: boolean;
}

/** What the worker of a validation reads and writes. All of it may be repeated. */
@Injectable()
export class CheckedImagesRepository {
  constructor(private readonly em: EntityManager) {}

  async counts({ id, crawlJobId }: ValidationClaim): Promise<{ checked: number; total: number }> {
    const { rows } = await sql<{ checked: number; total: number }>`
      select (select count(*)::int from validation_results where validation_job_id = ${id}) as checked,
             (select count(*)::int from images where crawl_job_id = ${crawlJobId} and removed_at is null) as total`.execute(
      this.em.getKysely(),
    );
    return rows[0] ?? { checked: 0, total: 0 };
  }

  /** The last image that was measured; null: none. */
  async position({ id }: ValidationClaim): Promise<Position | null> {
    const { rows } = await sql<Position>`
      select i.id, i.created_at::text as "createdAt" from validation_results r join images i on i.id = r.image_id
       where r.validation_job_id = ${id} order by i.created_at desc, i.id desc limit 1`.execute(this.em.getKysely());
    return rows[0] ?? null;
  }

  /** The oldest images after that position. */
  async next({ crawlJobId }: ValidationClaim, after: Position | null, limit: number): Promise<ImageToCheck[]> {
    const beyond = after ? sql`and (i.created_at, i.id) > (${after.createdAt}::timestamptz, ${after.id}::uuid)` : sql``;
    const { rows } = await sql<ImageToCheck>`
      select i.id, i.project_id as "projectId", i.format, i.width, i.height, i.file_size as "fileSize", i.sha256,
             i.license, i.original_url as url, i.storage_key as "storageKey", i.created_at::text as "createdAt",
             array(select distinct keyword from (select i.keyword union select l ->> 'keyword' from jsonb_array_elements(i.labels) l) k
                    order by keyword) as keywords
        from images i
       where i.crawl_job_id = ${crawlJobId} and i.removed_at is null and i.storage_key is not null ${beyond}
       order by i.created_at, i.id limit ${limit}`.execute(this.em.getKysely());
    return rows;
  }

  /** Images that were removed meanwhile are left out. */
  async save({ id }: ValidationClaim, measured: readonly ImageMeasures[]): Promise<void> {
    const rows = measured.map((row) => ({ ...row, id: randomUUIDv7() }));
    await sql`
      insert into validation_results (id, validation_job_id, image_id, measures, detail, was_valid)
      select r.id, ${id}, i.id, r.measures, r.detail, i.is_valid
        from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) as r (id uuid, "imageId" uuid, measures jsonb, detail text)
        join images i on i.id = r."imageId"
      on conflict do nothing`.execute(this.em.getKysely());
  }

  async quartiles({ id }: ValidationClaim, rule: string): Promise<Quartiles | null> {
    const { rows } = await sql<{ quartiles: [number, number] | null }>`
      select percentile_cont(array[0.25, 0.75]) within group (order by (measures ->> ${rule}::text)::float8) as quartiles
        from validation_results where validation_job_id = ${id}`.execute(this.em.getKysely());
    const quartiles = rows[0]?.quartiles;
    return quartiles ? { lower: quartiles[0], upper: quartiles[1] } : null;
  }

  /** All that was measured, some at a time, in one order. */
  async *measures({ id }: ValidationClaim, atOnce: number): AsyncGenerator<Omit<ImageMeasures, 'detail'>[]> {
    let after = '00000000-0000-0000-0000-000000000000';
    for (;;) {
      const { rows } = await sql<Omit<ImageMeasures, 'detail'>>`
        select image_id as "imageId", measures from validation_results
         where validation_job_id = ${id} and image_id > ${after}::uuid order by image_id limit ${atOnce}`.execute(
        this.em.getKysely(),
      );
      if (rows.length > 0) yield rows;
      if (rows.length < atOnce) return;
      after = rows.at(-1)!.imageId;
    }
  }

  /** Writes verdicts to the results, and to the images that no user has decided since the validation was asked for. */
  async decide({ id }: ValidationClaim, verdicts: readonly ImageVerdict[]): Promise<void> {
    await sql`
      with verdict as (
        select "imageId", valid, array(select jsonb_array_elements_text(failed)) as failed
          from jsonb_to_recordset(${JSON.stringify(verdicts)}::jsonb) as v ("imageId" uuid, valid boolean, failed jsonb)),
      result as (
        update validation_results r set failed = v.failed, is_valid = v.valid, updated_at = now()
          from verdict v where r.validation_job_id = ${id} and r.image_id = v."imageId" returning r.image_id),
      target as (
        select i.id, v.valid from images i join verdict v on v."imageId" = i.id
         where i.removed_at is null and i.is_valid is distinct from v.valid
           and (i.validity_set_at >= (select created_at from validation_jobs where id = ${id})) is not true order by i.id for no key update of i)
      update images i set is_valid = t.valid, updated_at = now() from target t where i.id = t.id`.execute(
      this.em.getKysely(),
    );
  }
}
