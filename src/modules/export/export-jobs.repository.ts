import { EntityManager } from '@mikro-orm/postgresql';
import { Injectable } from '@nestjs/common';
import { sql } from 'kysely';
import { keysetPage, newestFirst } from '../../common/pagination/keyset.js';
import type { PageQueryDto } from '../../common/pagination/page.dto.js';
import type { Page } from '../../common/pagination/page-of.js';
import type { ImageScope } from '../images/image-scope.js';
import type { ExportJobRow } from './export-job.row.js';

interface Tables {
  export_jobs: Omit<ExportJobRow, 'path_project_id'> & { user_id: string };
  crawl_jobs: { id: string; project_id: string; deleted_at: string | null };
  projects: { id: string; user_id: string; deleted_at: string | null };
}

export interface NewExportJob {
  id: string;
  userId: string;
  format: string;
  options: object;
}

/** Export jobs as users see and change them: every statement carries the owner and the subject of its path. */
@Injectable()
export class ExportJobsRepository {
  constructor(private readonly em: EntityManager) {}

  /** false: the scope has no image. The caller has made sure that the scope is there. */
  async insert({ id, userId, format, options }: NewExportJob, { projectId, jobId }: ImageScope): Promise<boolean> {
    const { numAffectedRows } = await sql`
      insert into export_jobs (id, crawl_job_id, project_id, user_id, format, export_options)
      select ${id}::uuid, ${jobId ?? null}::uuid, ${jobId === undefined ? projectId : null}::uuid, ${userId}::uuid,
             ${format}::text, ${JSON.stringify(options)}::jsonb
       where exists (select from images i join crawl_jobs j on j.id = i.crawl_job_id
                      where i.removed_at is null and j.deleted_at is null
                        and ${jobId === undefined ? sql`i.project_id = ${projectId}` : sql`i.crawl_job_id = ${jobId}`})`.execute(
      this.em.getKysely(),
    );
    return numAffectedRows === 1n;
  }

  find(userId: string, scope: ImageScope, id: string): Promise<ExportJobRow | undefined> {
    return this.of(userId, scope).where('e.id', '=', id).executeTakeFirst();
  }

  /** Of whatever subject. */
  findOwned(userId: string, id: string): Promise<ExportJobRow | undefined> {
    return this.owned(userId).where('e.id', '=', id).executeTakeFirst();
  }

  /** Of the project or one of its crawl jobs. */
  findInProject(userId: string, projectId: string, id: string): Promise<ExportJobRow | undefined> {
    return this.owned(userId).where('p.id', '=', projectId).where('e.id', '=', id).executeTakeFirst();
  }

  /** Locks the row until the transaction ends. */
  findLocked(userId: string, scope: ImageScope, id: string): Promise<ExportJobRow | undefined> {
    return this.of(userId, scope).where('e.id', '=', id).forNoKeyUpdate('e').executeTakeFirst();
  }

  /** Newest first. */
  page(userId: string, scope: ImageScope, { limit, cursor }: PageQueryDto): Promise<Page<ExportJobRow>> {
    const bound = { list: 'export-jobs', userId, ...scope };
    return keysetPage(this.of(userId, scope), { limit, cursor, scope: bound, order: newestFirst('e') });
  }

  /** Of everything that the user has, newest first. */
  pageOfAll(
    userId: string,
    { limit, cursor }: { limit: number; cursor?: string | undefined },
  ): Promise<Page<ExportJobRow>> {
    const bound = { list: 'all export-jobs', userId };
    return keysetPage(this.owned(userId), { limit, cursor, scope: bound, order: newestFirst('e') });
  }

  /** Ends all that is open, for an account that is deleted. */
  async cancelAll(userId: string): Promise<void> {
    await sql`
      with open as (select id from export_jobs where user_id = ${userId} and status in ('pending', 'processing')
                     order by id for no key update)
      update export_jobs e set status = 'cancelled', fence = fence + 1, lease_until = null,
             completed_at = clock_timestamp(), updated_at = clock_timestamp() from open where e.id = open.id`.execute(
      this.db,
    );
  }

  /** The newest of each crawl job. */
  async newestOf(userId: string, jobIds: readonly string[], limit: number): Promise<ExportJobRow[]> {
    const ranked = this.owned(userId)
      .where('e.crawl_job_id', 'in', [...jobIds])
      .select(
        sql<string>`row_number() over (partition by e.crawl_job_id order by e.created_at desc, e.id desc)`.as('place'),
      );
    const rows = await this.db
      .selectFrom(ranked.as('r'))
      .selectAll()
      .where('place', '<=', String(limit))
      .orderBy('place')
      .execute();
    return rows.map(({ place: _place, ...row }) => row);
  }

  /** Ends an open export; the raised fence stops whoever works on it. */
  async cancel(id: string): Promise<void> {
    await sql`update export_jobs set status = 'cancelled', fence = fence + 1, lease_until = null,
                     completed_at = clock_timestamp(), updated_at = clock_timestamp() where id = ${id}`.execute(
      this.db,
    );
  }

  async delete(id: string): Promise<void> {
    await sql`delete from export_jobs where id = ${id}`.execute(this.db);
  }

  private of(userId: string, { projectId, jobId }: ImageScope) {
    return jobId === undefined
      ? this.owned(userId).where('e.project_id', '=', projectId)
      : this.owned(userId).where('e.crawl_job_id', '=', jobId).where('p.id', '=', projectId);
  }

  private owned(userId: string) {
    return this.db
      .selectFrom('export_jobs as e')
      .leftJoin('crawl_jobs as j', 'j.id', 'e.crawl_job_id')
      .innerJoin('projects as p', (join) => join.on(sql<boolean>`p.id = coalesce(e.project_id, j.project_id)`))
      .where('p.user_id', '=', userId)
      .where('p.deleted_at', 'is', null)
      .where('j.deleted_at', 'is', null)
      .select([
        'e.id',
        'e.crawl_job_id',
        'e.project_id',
        'p.id as path_project_id',
        'e.format',
        'e.export_options',
        'e.status',
        'e.fence',
        'e.progress',
        'e.total_images',
        'e.file_size',
        'e.sha256',
        'e.storage_key',
        'e.manifest_size',
        'e.manifest_sha256',
        'e.report',
        'e.superseded_at',
        'e.error',
        'e.expires_at',
        'e.started_at',
        'e.completed_at',
        'e.created_at',
        'e.updated_at',
      ]);
  }

  private get db() {
    return this.em.getKysely<Tables>();
  }
}
