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
}
