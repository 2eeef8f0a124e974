import { EntityManager } from '@mikro-orm/postgresql';
import { Injectable } from '@nestjs/common';
import { sql, type RawBuilder } from 'kysely';
import type { ImageScope } from '../../images/image-scope.js';
import type { ExportRow, SelectionRow } from './export-row.js';

const SMALL_BATCH = 2_000;
const BATCH = 250;

const SMALL = sql`i.id, i.keyword, i.sha256, coalesce(d.sha256, i.sha256) as "group", i.license,
  i.width, i.height, i.is_duplicate, i.is_valid`;
const ALL = sql`${SMALL}, array(select distinct l ->> 'keyword' from jsonb_array_elements(i.labels) l) as labels,
  (select j.options ->> 'resize' is not null from crawl_jobs j where j.id = i.crawl_job_id) as is_reencoded,
  i.stored_sha256, i.storage_key, i.format, i.file_size, i.source, i.original_url, i.page_url, i.title,
  i.creator, i.license_url, i.attribution, lpad(to_hex(i.phash::bigint), 16, '0') as phash, i.downloaded_at`;

type FullRow = Omit<ExportRow, 'downloaded_at'> & { downloaded_at: string };

/** The pictures of a crawl job or project, by sha256: batches along an index, one in memory beside the one in use. */
@Injectable()
export class ExportRowsRepository {
  constructor(private readonly em: EntityManager) {}

  /** What a selection needs to know. */
  small(scope: ImageScope): AsyncGenerator<SelectionRow> {
    return this.each<SelectionRow>(scope, SMALL, SMALL_BATCH);
  }

  /** All that can be told. */
  async *full(scope: ImageScope): AsyncGenerator<ExportRow> {
    for await (const row of this.each<FullRow>(scope, ALL, BATCH)) {
      const labels = row.labels.toSorted((a, b) => (a < b ? -1 : 1));
      yield { ...row, labels, downloaded_at: new Date(row.downloaded_at) };
    }
  }

  /** Whether a picture was taken down since its row was read. */
  async isRemoved(id: string): Promise<boolean> {
    const { rows } = await sql`select 1 from images where id = ${id} and removed_at is null`.execute(
      this.em.getKysely(),
    );
    return rows.length === 0;
  }

  private async *each<Row extends { id: string; sha256: string }>(
    scope: ImageScope,
    columns: RawBuilder<unknown>,
    limit: number,
  ): AsyncGenerator<Row> {
    const batch = async (after?: Row): Promise<Row[]> => {
      const position = after ? sql`and (i.sha256, i.id) > (${after.sha256}, ${after.id}::uuid)` : sql``;
      const { rows } = await sql<Row>`
        select ${columns} from images i left join images d on d.id = i.duplicate_of
         where ${within(scope)} and i.removed_at is null ${position}
         order by i.sha256, i.id limit ${limit}`.execute(this.em.getKysely());
      return rows;
    };
    for (let next: Promise<Row[]> | null = batch(); next;) {
      const rows: Row[] = await next;
      next = rows.length < limit ? null : batch(rows.at(-1)); // the database works on it while these are used
      next?.catch(() => undefined); // whoever waits for it hears of it
      rows.reverse(); // each is let go with its use: a batch that garbage still holds would keep them all
      for (let row = rows.pop(); row; row = rows.pop()) yield row;
    }
  }
}

function within({ projectId, jobId }: ImageScope) {
  if (jobId !== undefined) return sql`i.crawl_job_id = ${jobId}`;
  const live = sql`exists (select from crawl_jobs j where j.id = i.crawl_job_id and j.deleted_at is null)`;
  return sql`i.project_id = ${projectId} and ${live}`;
}
