import { EntityManager } from '@mikro-orm/postgresql';
import { Injectable } from '@nestjs/common';
import { sql } from 'kysely';
import { createHash } from 'node:crypto';
import { ObjectMissing, Storage } from '../../storage/storage.js';
import type { ImageScope } from '../images/image-scope.js';
import type { ExportImage, ImageSelection } from './formats/export-format.js';

const BATCH = 500;

type ImageFields = Omit<ExportImage, 'read' | 'downloaded_at'> & {
  id: string;
  storage_key: string;
  downloaded_at: string;
};

/** The pictures of a crawl job or project as formats want them: rows in batches, bytes one picture at a time. */
@Injectable()
export class ExportImages {
  constructor(
    private readonly em: EntityManager,
    private readonly storage: Storage,
  ) {}

  /** Pictures per label; labels in the order of `each`. */
  async count(scope: ImageScope, selection: ImageSelection): Promise<Map<string, number>> {
    const { rows } = await sql<{ keyword: string; images: number }>`
      select i.keyword, count(*)::int as images from images i where ${within(scope, selection)} group by i.keyword`.execute(
      this.em.getKysely(),
    );
    const counts = rows.map(({ keyword, images }): [string, number] => [keyword, images]);
    return new Map(counts.sort(([a], [b]) => (a < b ? -1 : 1)));
  }

  /** By label, then sha256. A picture that two crawl jobs have under one label comes once. */
  async *each(scope: ImageScope, selection: ImageSelection, labels: Iterable<string>): AsyncGenerator<ExportImage> {
    for (const label of labels) {
      let after: Pick<ImageFields, 'sha256' | 'id'> | undefined;
      for (;;) {
        const rows: ImageFields[] = await this.batch(scope, selection, label, after);
        for (const row of rows) {
          if (row.sha256 !== after?.sha256) yield this.image(row);
          after = row;
        }
        if (rows.length < BATCH) break;
      }
    }
  }

  private async batch(
    scope: ImageScope,
    selection: ImageSelection,
    label: string,
    after?: { sha256: string; id: string },
  ): Promise<ImageFields[]> {
    const position = after ? sql`and (i.sha256, i.id) > (${after.sha256}, ${after.id}::uuid)` : sql``;
    const { rows } = await sql<ImageFields>`
      select i.id, i.keyword as label, i.sha256, i.stored_sha256, coalesce(d.sha256, i.sha256) as "group", i.storage_key,
             array(select distinct l ->> 'keyword' from jsonb_array_elements(i.labels) l) as labels,
             i.format, i.width, i.height, i.source, i.original_url, i.page_url, i.title, i.creator, i.license, i.license_url,
             i.attribution, lpad(to_hex(i.phash::bigint), 16, '0') as phash, i.is_duplicate, i.downloaded_at
        from images i left join images d on d.id = i.duplicate_of
       where ${within(scope, selection)} and i.keyword = ${label} ${position}
       order by i.sha256, i.id limit ${BATCH}`.execute(this.em.getKysely());
    return rows;
  }

  private image(row: ImageFields): ExportImage {
    const { id, storage_key: key, ...fields } = row;
    return {
      ...fields,
      labels: fields.labels.toSorted((a, b) => (a < b ? -1 : 1)),
      downloaded_at: new Date(fields.downloaded_at),
      read: () => this.read(id, key, fields.stored_sha256),
    };
  }

  private async read(id: string, key: string, sha256: string): Promise<Buffer | null> {
    try {
      const bytes = Buffer.concat(await (await this.storage.read(key)).toArray());
      if (createHash('sha256').update(bytes).digest('hex') === sha256) return bytes;
      throw new Error(`The object of image ${id} is damaged`);
    } catch (error) {
      if (error instanceof ObjectMissing && (await this.isRemoved(id))) return null;
      throw error;
    }
  }

  private async isRemoved(id: string): Promise<boolean> {
    const { rows } = await sql`select 1 from images where id = ${id} and removed_at is null`.execute(
      this.em.getKysely(),
    );
    return rows.length === 0;
  }
}

function within({ projectId, jobId }: ImageScope, { duplicates }: ImageSelection) {
  const live = sql`exists (select from crawl_jobs j where j.id = i.crawl_job_id and j.deleted_at is null)`;
  const subject = jobId === undefined ? sql`i.project_id = ${projectId} and ${live}` : sql`i.crawl_job_id = ${jobId}`;
  return sql`${subject} and i.removed_at is null and (${duplicates} or not i.is_duplicate)`;
}
