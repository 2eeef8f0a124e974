import { EntityManager } from '@mikro-orm/postgresql';
import { Injectable } from '@nestjs/common';
import { sql } from 'kysely';
import { NotFound } from '../../common/problem/problems.js';
import type { CrawlJobRow } from './crawl-job.row.js';
import { figuresOf } from './job-figures.js';
import type { JobPath } from './job-path.js';
import { validImagesOf } from './valid-images.js';

type OwnCrawlJob = CrawlJobRow & { valid_images: number };

/** The locks of crawl_jobs, and its counters. */
@Injectable()
export class CrawlJobRepository {
  constructor(private readonly em: EntityManager) {}

  /** Locks the user's job until the end of the transaction: first of all locks. Throws NotFound. */
  async lockOwn({ userId, projectId, jobId }: JobPath): Promise<OwnCrawlJob> {
    const { rows } = await sql<OwnCrawlJob>`
      select j.*, ${validImagesOf('j')} as valid_images from crawl_jobs j
       where j.id = ${jobId} and j.project_id = ${projectId} and j.user_id = ${userId} and j.deleted_at is null
         and exists (select from projects p where p.id = j.project_id and p.deleted_at is null)
         for no key update of j`.execute(this.em.getKysely());
    if (!rows[0]) throw new NotFound('Crawl job');
    return rows[0];
  }

  /** The same for workers, who act for the job itself. */
  async lock(jobId: string): Promise<CrawlJobRow> {
    const { rows } = await sql<CrawlJobRow>`select * from crawl_jobs where id = ${jobId} for no key update`.execute(
      this.em.getKysely(),
    );
    if (!rows[0]) throw new Error(`Crawl job ${jobId} is gone`);
    return rows[0];
  }

  /** What the user's jobs that have begun and not ended may still store, as far as their chunks are settled. */
  async openImages(userId: string): Promise<number> {
    const { rows } = await sql<{ images: string }>`
      select coalesce(sum(j.max_images - c.stored), 0) as images from crawl_jobs j, lateral (
        select coalesce(sum(stored), 0) as stored from job_chunks
         where job_id = j.id and status not in ('pending', 'processing')) c
       where j.user_id = ${userId} and j.status in ('pending', 'running', 'paused') and j.run > 0 and j.deleted_at is null`.execute(
      this.em.getKysely(),
    );
    return Number(rows[0]?.images ?? 0);
  }

  /** Writes the counters from the chunks; under the job's lock. */
  async recount(jobId: string): Promise<void> {
    await sql`
      update crawl_jobs w
         set total_chunks = t.total_chunks, active_chunks = t.active_chunks, completed_chunks = t.completed_chunks,
             failed_chunks = t.failed_chunks, candidates = t.candidates, downloaded_images = t.downloaded_images,
             duplicates = u.duplicates, failed_downloads = u.failed_downloads,
             progress = floor(100.0 * t.downloaded_images / w.max_images), updated_at = clock_timestamp()
        from crawl_jobs j, ${figuresOf}
       where w.id = ${jobId} and j.id = w.id`.execute(this.em.getKysely());
  }
}
