import { EntityManager } from '@mikro-orm/postgresql';
import { Injectable } from '@nestjs/common';
import { sql } from 'kysely';
import { keysetPage } from '../../common/pagination/keyset.js';
import type { Page } from '../../common/pagination/page-of.js';
import { sortOrder } from '../../common/pagination/sort.js';
import { NotFound } from '../../common/problem/problems.js';
import { CRAWL_JOB_COLUMNS, CRAWL_JOB_SORTS } from './crawl-job.columns.js';
import { progressOf, type CrawlJobRow, type LiveCrawlJob, type ShownCrawlJob } from './crawl-job.row.js';
import type { CrawlJobStatus } from './crawl-job.status.js';
import type { JobPath } from './job-path.js';
import { figuresOf } from './job-figures.js';
import { validImagesOf } from './valid-images.js';

interface Tables {
  crawl_jobs: CrawlJobRow & { deleted_at: string | null };
  projects: { id: string; deleted_at: string | null };
}

export interface CrawlJobFilter {
  limit: number;
  cursor?: string | undefined;
  status?: CrawlJobStatus | undefined;
  /** A name of CRAWL_JOB_SORTS, with a minus for descending; newest first without it. */
  sort?: string | undefined;
}

// the counters come from the chunks instead
const COUNTERS = ['total_chunks', 'active_chunks', 'completed_chunks', 'failed_chunks', 'progress', 'candidates'];
const COUNTERS_TOO = ['downloaded_images', 'duplicates', 'failed_downloads'];
const LIVE_COLUMNS = CRAWL_JOB_COLUMNS.filter((name) => ![...COUNTERS, ...COUNTERS_TOO].includes(name));

/** Crawl jobs as answers show them. Everything carries the user. */
@Injectable()
export class CrawlJobReader {
  constructor(private readonly em: EntityManager) {}

  /** One statement: it adds up chunks, and counts the images that are marked invalid. Throws NotFound. */
  async live({ userId, projectId, jobId }: JobPath): Promise<LiveCrawlJob> {
    const { rows } = await sql<LiveCrawlJob>`
      select ${sql.join(LIVE_COLUMNS.map((name) => sql.ref(`j.${name}`)))}, j.event_seq, t.*, u.*, v.*,
             ${validImagesOf('j', sql.ref('t.downloaded_images'))} as valid_images
        from crawl_jobs j join projects p on p.id = j.project_id, ${figuresOf}
       where j.id = ${jobId} and j.project_id = ${projectId} and j.user_id = ${userId}
         and j.deleted_at is null and p.deleted_at is null`.execute(this.em.getKysely());
    const job = rows[0];
    if (!job) throw new NotFound('Crawl job');
    const progress = progressOf(job.status, job.downloaded_images, job.max_images);
    return { ...job, progress };
  }

  /** As of the last settle. Throws NotFound. */
  async shown({ userId, projectId, jobId }: JobPath): Promise<ShownCrawlJob> {
    const job = await this.owned(userId)
      .where('crawl_jobs.id', '=', jobId)
      .where('project_id', '=', projectId)
      .executeTakeFirst();
    if (!job) throw new NotFound('Crawl job');
    return job;
  }

  /** `projectId` null: the jobs of all the user's projects. Rows as of the last settle. Throws NotFound. */
  async list(
    userId: string,
    projectId: string | null,
    { limit, cursor, status, sort = '-created_at' }: CrawlJobFilter,
  ): Promise<Page<ShownCrawlJob>> {
    if (projectId !== null) await this.mustOwnProject(userId, projectId);
    let query = this.owned(userId);
    if (projectId !== null) query = query.where('project_id', '=', projectId);
    if (status !== undefined) query = query.where('crawl_jobs.status', '=', status);
    const scope = { list: 'crawl_jobs', user: userId, project: projectId, status };
    return keysetPage(query, { limit, cursor, scope, order: sortOrder(CRAWL_JOB_SORTS, sort, 'crawl_jobs.id') });
  }

  /** The newest jobs of several projects of the user, for `?include=crawl_jobs`; one statement. */
  async newestOf(userId: string, projectIds: readonly string[], limit: number): Promise<ShownCrawlJob[]> {
    const { rows } = await sql<ShownCrawlJob>`
      select j.* from unnest(${[...projectIds]}::uuid[]) as p (id), lateral (
        select ${sql.join(CRAWL_JOB_COLUMNS.map((name) => sql.ref(name)))}, ${validImagesOf('crawl_jobs')} as valid_images
          from crawl_jobs
         where project_id = p.id and user_id = ${userId} and deleted_at is null
         order by created_at desc, id desc limit ${limit}) j`.execute(this.em.getKysely());
    return rows;
  }

  private async mustOwnProject(userId: string, projectId: string): Promise<void> {
    const { rows } = await sql`
      select 1 from projects where id = ${projectId} and user_id = ${userId} and deleted_at is null`.execute(
      this.em.getKysely(),
    );
    if (rows.length === 0) throw new NotFound('Project');
  }

  private owned(userId: string) {
    return this.em
      .getKysely<Tables>()
      .selectFrom('crawl_jobs')
      .innerJoin('projects', 'projects.id', 'crawl_jobs.project_id')
      .select(CRAWL_JOB_COLUMNS.map((name) => `crawl_jobs.${name}` as const))
      .select(validImagesOf('crawl_jobs').as('valid_images'))
      .where('crawl_jobs.user_id', '=', userId)
      .where('crawl_jobs.deleted_at', 'is', null)
      .where('projects.deleted_at', 'is', null);
  }
}
