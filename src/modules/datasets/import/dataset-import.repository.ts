import { EntityManager } from '@mikro-orm/postgresql';
import { Injectable } from '@nestjs/common';
import { sql } from 'kysely';
import { isUuid } from '../../../common/validation/uuid.js';
import { isTerminal, type CrawlJobStatus } from '../../crawl-jobs/crawl-job.status.js';

export interface ImportedProject {
  id: string;
  userId: string;
  name: string;
  description: string | null;
  settings: Record<string, unknown>;
  /** RFC 3339; null: now. */
  createdAt: string | null;
  updatedAt: string | null;
}

export interface ImportedJob {
  id: string;
  name: string;
  keywords: readonly string[];
  sources: readonly string[];
  maxImages: number;
  status: CrawlJobStatus;
  run: number;
  error: string | null;
}

@Injectable()
export class DatasetImportRepository {
  constructor(private readonly em: EntityManager) {}

  /** Id of the profile with this id or e-mail address. */
  async findUser(idOrEmail: string): Promise<string | undefined> {
    const isId: boolean = isUuid(idOrEmail);
    const { rows } = await sql<{ id: string }>`
      select id from profiles
       where deleted_at is null
         and ${isId ? sql`id = ${idOrEmail}` : sql`email = ${idOrEmail.trim().toLowerCase()}`}`.execute(
      this.em.getKysely(),
    );
    return rows[0]?.id;
  }

  /** False: the id is taken. */
  async insertProject(project: ImportedProject): Promise<boolean> {
    const { id, userId, name, description, settings, createdAt, updatedAt } = project;
    const { rows } = await sql`
      insert into projects (id, user_id, name, description, settings, created_at, updated_at)
      values (${id}, ${userId}, ${name}, ${description}, ${JSON.stringify(settings)}, coalesce(${createdAt}::timestamptz, now()),
              coalesce(${updatedAt}::timestamptz, ${createdAt}::timestamptz, now()))
      on conflict (id) do nothing returning id`.execute(this.em.getKysely());
    return rows.length === 1;
  }

  async holderOf(projectId: string): Promise<{ user_id: string; deleted: boolean } | undefined> {
    const { rows } = await sql<{ user_id: string; deleted: boolean }>`
      select user_id, deleted_at is not null as deleted from projects where id = ${projectId}`.execute(
      this.em.getKysely(),
    );
    return rows[0];
  }

  /** An ended job has no chunks and no images: history, with nothing to settle and nothing to tidy. */
  async insertJob({ id: projectId, userId, createdAt, updatedAt }: ImportedProject, job: ImportedJob): Promise<void> {
    const ended = isTerminal(job.status);
    const at = sql`coalesce(${updatedAt}::timestamptz, ${createdAt}::timestamptz, now())`;
    await sql`
      insert into crawl_jobs (id, project_id, user_id, name, keywords, sources, max_images, status, run, progress, error,
                              created_at, updated_at, completed_at, tidied_at)
      values (${job.id}, ${projectId}, ${userId}, ${job.name}, ${JSON.stringify(job.keywords)}, ${JSON.stringify(job.sources)},
              ${job.maxImages}, ${job.status}, ${job.run}, ${job.status === 'completed' ? 100 : 0}, ${job.error},
              coalesce(${createdAt}::timestamptz, now()), ${at}, ${ended ? at : null}, ${ended ? sql`now()` : null})`.execute(
      this.em.getKysely(),
    );
  }
}
