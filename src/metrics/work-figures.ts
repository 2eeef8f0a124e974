import { EntityManager } from '@mikro-orm/postgresql';
import { Injectable } from '@nestjs/common';
import { sql } from 'kysely';

export interface WorkFigures {
  /** By status, those without jobs left out. */
  crawlJobs: Record<string, number>;
  chunks: { pending: number; processing: number };
  /** Seconds that the longest waiting due chunk of a job that runs has waited; 0: none waits. */
  oldestDueSeconds: number;
  /** Ever, of deleted projects as well. */
  imagesStored: number;
}

/** How the work stands, in one statement over indexes and daily sums. */
@Injectable()
export class WorkFiguresReader {
  constructor(private readonly em: EntityManager) {}

  async read(): Promise<WorkFigures> {
    const { rows } = await sql<{
      jobs: Record<string, number> | null;
      pending: number;
      processing: number;
      oldest: number;
      images: string;
    }>`
      select (select jsonb_object_agg(status, n) from (
                select status, count(*) as n from crawl_jobs where deleted_at is null group by status) j) as jobs,
             (select count(*)::int from job_chunks where status = 'pending') as pending,
             (select count(*)::int from job_chunks where status = 'processing') as processing,
             (select coalesce(extract(epoch from clock_timestamp() - min(c.available_at)), 0)::float8
                from job_chunks c join crawl_jobs j on j.id = c.job_id
               where c.status = 'pending' and c.available_at <= clock_timestamp() and j.status in ('pending', 'running')
                 and j.deleted_at is null) as oldest,
             (select coalesce(sum(images_processed), 0) from usage_metrics) as images`.execute(
      this.em.fork().getKysely(),
    );
    const [row] = rows;
    if (!row) throw new Error('a select without a row');
    return {
      crawlJobs: row.jobs ?? {},
      chunks: { pending: row.pending, processing: row.processing },
      oldestDueSeconds: row.oldest,
      imagesStored: Number(row.images),
    };
  }
}
