import { EntityManager } from '@mikro-orm/postgresql';
import { Injectable } from '@nestjs/common';
import { sql, type RawBuilder } from 'kysely';
import type { CrawlJobStatus } from '../crawl-jobs/crawl-job.status.js';
import { datasetStatus, jobsOfProject, unionOf } from './dataset-aggregate.js';
import type { DatasetRow } from './dataset.row.js';

export interface DatasetStats {
  total_datasets: number;
  completed_datasets: number;
  processing_datasets: number;
  failed_datasets: number;
  total_images: number;
}

/** A crawl job of a dataset, locked. */
export interface DatasetJob {
  id: string;
  status: CrawlJobStatus;
  run: number;
}

/** Datasets are projects: no table of their own. Every statement carries the owner. */
@Injectable()
export class DatasetsRepository {
  constructor(private readonly em: EntityManager) {}

  async find(userId: string, id: string): Promise<DatasetRow | undefined> {
    const [row] = await this.select(sql`where user_id = ${userId} and id = ${id} and deleted_at is null`);
    return row;
  }

  /** Newest first. `page` starts at 1. Two statements, whatever the number of datasets and jobs. */
  async page(
    userId: string,
    { page, size, projectId }: { page: number; size: number; projectId?: string | undefined },
  ): Promise<{ items: DatasetRow[]; total: number }> {
    const only = projectId === undefined ? sql`` : sql`and id = ${projectId}`;
    const mine = sql`where user_id = ${userId} and deleted_at is null ${only}`;
    const { rows } = await sql<{ total: number }>`select count(*)::float8 as total from projects ${mine}`.execute(
      this.em.getKysely(),
    );
    const part = sql`order by created_at desc, id desc limit ${size} offset ${(page - 1) * size}`;
    return { items: await this.select(sql`${mine} ${part}`), total: rows[0]?.total ?? 0 };
  }

  /** One statement. */
  async stats(userId: string): Promise<DatasetStats> {
    const { rows } = await sql<DatasetStats>`
      select count(*)::float8 as total_datasets,
             count(*) filter (where d.status = 'completed')::float8 as completed_datasets,
             count(*) filter (where d.status = 'processing')::float8 as processing_datasets,
             count(*) filter (where d.status = 'failed')::float8 as failed_datasets,
             coalesce(sum(d.stored), 0)::float8 as total_images
        from (select ${datasetStatus} as status, a.stored from projects p, ${jobsOfProject}
               where p.user_id = ${userId} and p.deleted_at is null) d`.execute(this.em.getKysely());
    return rows[0]!;
  }

  /** Locks all jobs of the project, in the order of their making, against changes of their state. */
  async lockJobs(userId: string, projectId: string): Promise<DatasetJob[]> {
    const { rows } = await sql<DatasetJob>`
      select j.id, j.status, j.run from crawl_jobs j
       where j.project_id = ${projectId} and j.user_id = ${userId} and j.deleted_at is null
         and exists (select from projects p where p.id = j.project_id and p.deleted_at is null)
       order by j.id for no key update of j`.execute(this.em.getKysely());
    return rows;
  }

  private async select(which: RawBuilder<unknown>): Promise<DatasetRow[]> {
    const { rows } = await sql<DatasetRow>`
      select p.id, p.user_id, p.name, p.description, ${unionOf('keywords')} as keywords,
             ${unionOf('sources')} as search_engines, a.max_images, ${datasetStatus} as status,
             case when a.max_images = 0 then 0 else round((100 * a.done / a.max_images)::numeric, 2) end::float8 as progress,
             a.stored as images_collected, a.total_chunks, a.active_chunks, a.completed_chunks, a.failed_chunks,
             a.error as error_message, a.started_at, case when a.all_ended then a.completed_at end as completed_at,
             p.created_at, greatest(p.updated_at, a.updated_at) as updated_at
        from (select id, user_id, name, description, created_at, updated_at from projects ${which}) p, ${jobsOfProject}
       order by p.created_at desc, p.id desc`.execute(this.em.getKysely());
    return rows;
  }
}
