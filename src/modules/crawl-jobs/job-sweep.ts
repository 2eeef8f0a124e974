import { EntityManager } from '@mikro-orm/postgresql';
import { Injectable } from '@nestjs/common';
import { sql } from 'kysely';
import { Env } from '../../config/env.js';
import { CrawlJobRepository } from './crawl-job.repository.js';
import { JobControl } from './job-control.service.js';
import { JobLifecycle } from './job-lifecycle.service.js';

export interface SweptJob {
  id: string;
  project_id: string;
}

const AT_A_TIME = 20;
const ROWS_AT_A_TIME = 5_000;
const MAX_PAUSE = sql`interval '30 days'`;

/** What jobs need that no request and no chunk does. Every method is safe to run in several processes at once. */
@Injectable()
export class JobSweep {
  constructor(
    private readonly em: EntityManager,
    private readonly jobs: CrawlJobRepository,
    private readonly lifecycle: JobLifecycle,
    private readonly control: JobControl,
    private readonly env: Env,
  ) {}

  /** Running jobs without an open chunk: nobody would ever end them. */
  async moveIdle(): Promise<void> {
    const { rows } = await sql<{ id: string }>`
      select j.id from crawl_jobs j
       where j.status = 'running' and j.deleted_at is null
         and not exists (select from job_chunks c where c.job_id = j.id and c.status in ('pending', 'processing'))
       limit ${AT_A_TIME}`.execute(this.em.getKysely());
    for (const { id } of rows) await this.lifecycle.plan(id);
  }

  /** A job that was paused for 30 days gives its reserved credits back. */
  async cancelForgotten(): Promise<void> {
    const { rows } = await sql<{ id: string }>`
      select id from crawl_jobs where status = 'paused' and deleted_at is null
         and updated_at < clock_timestamp() - ${MAX_PAUSE} limit ${AT_A_TIME}`.execute(this.em.getKysely());
    for (const { id } of rows) {
      await this.em.transactional(async () => {
        const job = await this.jobs.lock(id);
        if (job.status === 'paused') await this.control.cancelLocked(job);
      });
    }
  }

  /** Ended jobs whose storage was not compared with their rows; a lease after the end no run can still write. */
  untidied(): Promise<SweptJob[]> {
    return this.pick(sql`j.tidied_at is null and j.deleted_at is null
      and j.completed_at < clock_timestamp() - ${this.env.LEASE_MS} * interval '1 millisecond'`);
  }

  async markTidied(jobId: string): Promise<void> {
    await sql`update crawl_jobs set tidied_at = clock_timestamp()
               where id = ${jobId} and status in ('completed', 'failed', 'cancelled')`.execute(this.em.getKysely());
  }

  /** Deleted jobs, and those of deleted projects. */
  deleted(): Promise<SweptJob[]> {
    // two index scans; an OR over both would read every job
    return this.pick(sql`j.id in (
      select id from crawl_jobs where deleted_at is not null
      union select c.id from projects p join crawl_jobs c on c.project_id = p.id where p.deleted_at is not null)`);
  }

  /** The last step, when images and archives are gone: candidates in batches, then the job with its chunks. */
  async purge(jobId: string): Promise<void> {
    const db = this.em.getKysely();
    for (let removed = ROWS_AT_A_TIME; removed === ROWS_AT_A_TIME;) {
      const { rows } = await sql`
        delete from crawl_candidates where id in
          (select id from crawl_candidates where job_id = ${jobId} limit ${ROWS_AT_A_TIME}) returning 1`.execute(db);
      removed = rows.length;
    }
    await sql`delete from crawl_jobs where id = ${jobId}`.execute(db);
  }

  private async pick(condition: ReturnType<typeof sql>): Promise<SweptJob[]> {
    const { rows } = await sql<SweptJob>`
      select j.id, j.project_id from crawl_jobs j where ${condition} limit ${AT_A_TIME}`.execute(this.em.getKysely());
    return rows;
  }
}
