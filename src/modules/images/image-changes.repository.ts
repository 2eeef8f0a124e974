import { EntityManager } from '@mikro-orm/postgresql';
import { Injectable } from '@nestjs/common';
import { sql, type RawBuilder } from 'kysely';
import { NotFound } from '../../common/problem/problems.js';
import { reachOfJob } from './duplicates/reach.js';
import { REVISION } from './image.row.js';

/** What a user may change of an image, and what hangs on it. */
export interface ChangeableImage {
  id: string;
  project_id: string;
  crawl_job_id: string;
  keyword: string;
  is_valid: boolean | null;
  is_duplicate: boolean;
  duplicate_of: string | null;
  kept_apart: boolean;
  /** Bits within which its job looks for near duplicates. */
  reach: number;
  version: number;
}

export type ImageChanges = Partial<Pick<ChangeableImage, 'keyword' | 'is_valid' | 'kept_apart'>>;

/** Locks and writes of single images for their owner; all join the caller's transaction. */
@Injectable()
export class ImageChangesRepository {
  constructor(private readonly em: EntityManager) {}

  /** Throws NotFound. */
  async projectOf(userId: string, id: string): Promise<string> {
    return (await this.read(userId, id, sql``)).project_id;
  }

  /** Locks the row until the transaction ends. Throws NotFound. */
  lock(userId: string, id: string): Promise<ChangeableImage> {
    return this.read(userId, id, sql`for no key update of i`);
  }

  /** The image first, then the same bytes in other jobs of its project. Locks them like `lock`. Throws NotFound. */
  async lockCopies(userId: string, id: string): Promise<[ChangeableImage, ...ChangeableImage[]]> {
    const same = sql`(i.project_id, i.sha256) = (select project_id, sha256 from images where id = ${id})`;
    const rows = await this.select(userId, same, sql`order by i.id for no key update of i`);
    const image = rows.find((row) => row.id === id);
    if (!image) throw new NotFound('Image');
    return [image, ...rows.filter((row) => row !== image)];
  }

  async update(id: string, { keyword, is_valid: isValid, kept_apart: keptApart }: ImageChanges): Promise<void> {
    const columns = [
      ...(keyword === undefined ? [] : [sql`keyword = ${keyword}`, relabelled(keyword)]),
      ...(isValid === undefined ? [] : [sql`is_valid = ${isValid}`]),
      ...(keptApart === undefined ? [] : [sql`kept_apart = ${keptApart}, is_duplicate = false, duplicate_of = null`]),
      sql`updated_at = clock_timestamp()`,
    ];
    await sql`update images set ${sql.join(columns)} where id = ${id}`.execute(this.em.getKysely());
  }

  /**
   * It goes back to this validity, and to no older one, when what validations said of it is taken back. Open validations leave
   * it as it is from now on; null leaves it to them.
   */
  async settleValidity(id: string, isValid: boolean | null): Promise<void> {
    await sql`update images set validity_set_at = case when ${isValid}::boolean is null then null else clock_timestamp() end
               where id = ${id}`.execute(this.em.getKysely());
    await sql`update validation_results set was_valid = ${isValid}, updated_at = clock_timestamp()
               where image_id = ${id} and was_valid is distinct from ${isValid}`.execute(this.em.getKysely());
  }

  private async read(userId: string, id: string, lock: RawBuilder<unknown>): Promise<ChangeableImage> {
    const [row] = await this.select(userId, sql`i.id = ${id}`, lock);
    if (!row) throw new NotFound('Image');
    return row;
  }

  private async select(userId: string, which: RawBuilder<unknown>, lock: RawBuilder<unknown>) {
    const { rows } = await sql<ChangeableImage>`
      select i.id, i.project_id, i.crawl_job_id, i.keyword, i.is_valid, i.is_duplicate, i.duplicate_of, i.kept_apart,
             ${reachOfJob} as reach, ${REVISION} as version
        from images i join crawl_jobs j on j.id = i.crawl_job_id join projects p on p.id = i.project_id
       where ${which} and i.removed_at is null and p.user_id = ${userId} and p.deleted_at is null and j.deleted_at is null
       ${lock}`.execute(this.em.getKysely());
    return rows;
  }
}

/** SQL: labels with the new keyword in place of the image's present one; those that become equal are one. */
const relabelled = (keyword: string): RawBuilder<unknown> => sql`
  labels = (select jsonb_agg(label order by place)
              from (select case when l.label->>'keyword' = images.keyword
                                then l.label || jsonb_build_object('keyword', ${keyword}::text) else l.label end as label,
                           min(l.place) as place
                      from jsonb_array_elements(images.labels) with ordinality as l (label, place)
                     group by 1) as kept)`;
