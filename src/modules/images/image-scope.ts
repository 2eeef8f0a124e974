import { EntityManager } from '@mikro-orm/postgresql';
import { Injectable } from '@nestjs/common';
import { sql } from 'kysely';
import { NotFound } from '../../common/problem/problems.js';

/** Whose images: those of a crawl job, or of a whole project. */
export interface ImageScope {
  projectId: string;
  jobId?: string | undefined;
}

/** Finds out whether a scope is there and the caller's. */
@Injectable()
export class ImageScopes {
  constructor(private readonly em: EntityManager) {}

  /** Throws NotFound for what is missing, deleted or another user's alike. */
  async require(userId: string, { projectId, jobId }: ImageScope): Promise<void> {
    const job = sql`and exists (select from crawl_jobs j
                                 where j.id = ${jobId ?? null} and j.project_id = p.id and j.deleted_at is null)`;
    const { rows } = await sql`
      select 1 from projects p where p.id = ${projectId} and p.user_id = ${userId} and p.deleted_at is null
      ${jobId === undefined ? sql`` : job}`.execute(this.em.getKysely());
    if (rows.length === 0) throw new NotFound(jobId === undefined ? 'Project' : 'Crawl job');
  }

  /** Labels that its images have, or can still get from its crawl jobs; in order. */
  async labels(userId: string, { projectId, jobId }: ImageScope): Promise<string[]> {
    const { rows } = await sql<{ label: string }>`
      with job as (
        select j.id, j.keywords from crawl_jobs j join projects p on p.id = j.project_id
         where p.id = ${projectId} and p.user_id = ${userId} and p.deleted_at is null and j.deleted_at is null
           ${jobId === undefined ? sql`` : sql`and j.id = ${jobId}`})
      select i.keyword as label from images i join job on job.id = i.crawl_job_id where i.removed_at is null
      union
      select jsonb_array_elements_text(keywords) from job
      order by label`.execute(this.em.getKysely());
    return rows.map(({ label }) => label);
  }
}
