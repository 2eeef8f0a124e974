import { EntityManager } from '@mikro-orm/postgresql';
import { Injectable } from '@nestjs/common';
import { sql, type Generated, type JSONColumnType } from 'kysely';
import { keysetPage } from '../../common/pagination/keyset.js';
import type { Page } from '../../common/pagination/page-of.js';
import { sortOrder, type SortAllowList } from '../../common/pagination/sort.js';
import type { ProjectStatus } from './project.entity.js';

/** A project as SQL returns it: times are text. */
export interface ProjectRow {
  id: string;
  name: string;
  description: string | null;
  status: ProjectStatus;
  settings: Record<string, unknown>;
  created_at: string;
  updated_at: string;
  version: number;
}

export type ProjectChanges = Partial<Pick<ProjectRow, 'name' | 'description' | 'status' | 'settings'>>;

export interface ProjectFilter {
  limit: number;
  cursor?: string | undefined;
  status?: ProjectStatus | undefined;
  /** Part of the name or the description, in any case. */
  q?: string | undefined;
  /** A name of PROJECT_SORTS, with a minus for descending. */
  sort: string;
}

export const PROJECT_SORTS: SortAllowList = {
  created_at: { column: 'created_at', type: 'timestamp' },
  updated_at: { column: 'updated_at', type: 'timestamp' },
  name: { column: 'name', type: 'text' },
};

interface Tables {
  projects: {
    id: string;
    user_id: string;
    name: string;
    description: string | null;
    status: Generated<ProjectStatus>;
    settings: JSONColumnType<Record<string, unknown>>;
    created_at: Generated<string>;
    updated_at: Generated<string>;
    deleted_at: Generated<string | null>;
    version: Generated<number>;
  };
  crawl_jobs: { id: string; project_id: string; status: string };
}

const COLUMNS = ['id', 'name', 'description', 'status', 'settings', 'created_at', 'updated_at', 'version'] as const;
const TERMINAL = ['completed', 'failed', 'cancelled'];

@Injectable()
export class ProjectsRepository {
  constructor(private readonly em: EntityManager) {}

  insert(
    row: { id: string; user_id: string } & Pick<ProjectRow, 'name' | 'description' | 'settings'>,
  ): Promise<ProjectRow> {
    return this.db
      .insertInto('projects')
      .values({ ...row, settings: JSON.stringify(row.settings) })
      .returning(COLUMNS)
      .executeTakeFirstOrThrow();
  }

  find(userId: string, id: string): Promise<ProjectRow | undefined> {
    return this.owned(userId).where('id', '=', id).executeTakeFirst();
  }

  /** Locks the row against other changes until the transaction ends; jobs go on writing below it. */
  findToChange(userId: string, id: string): Promise<ProjectRow | undefined> {
    return this.owned(userId).where('id', '=', id).forNoKeyUpdate().executeTakeFirst();
  }

  /** As findToChange, and waits for those who hold findShared or insert below it, and keeps new ones out. */
  findToClose(userId: string, id: string): Promise<ProjectRow | undefined> {
    return this.owned(userId).where('id', '=', id).forUpdate().executeTakeFirst();
  }

  /** Locks the row only against deletion and archiving: jobs are made at the same time without waiting for each other. */
  findShared(userId: string, id: string): Promise<ProjectRow | undefined> {
    return this.owned(userId).where('id', '=', id).forKeyShare().executeTakeFirst();
  }

  page(userId: string, { limit, cursor, status, q, sort }: ProjectFilter): Promise<Page<ProjectRow>> {
    let query = this.owned(userId);
    if (status !== undefined) query = query.where('status', '=', status);
    if (q !== undefined) {
      const pattern = `%${q.replace(/[\\%_]/g, String.raw`\$&`)}%`;
      query = query.where((is) => is.or([is('name', 'ilike', pattern), is('description', 'ilike', pattern)]));
    }
    const scope = { list: 'projects', user: userId, status, q };
    return keysetPage(query, { limit, cursor, scope, order: sortOrder(PROJECT_SORTS, sort) });
  }

  /** The row must be locked by the caller. */
  update(id: string, { settings, ...changes }: ProjectChanges): Promise<ProjectRow> {
    return this.changing(id)
      .set({ ...changes, settings: settings && JSON.stringify(settings) })
      .returning(COLUMNS)
      .executeTakeFirstOrThrow();
  }

  /** Hides the row; a sweeper removes its children later. The row must be locked by the caller. */
  async markDeleted(id: string): Promise<void> {
    await this.changing(id)
      .set({ deleted_at: sql`now()` })
      .execute();
  }

  /** Hides all projects of a user; waits for those who hold findShared or insert below them. Returns what it hid. */
  async closeAll(userId: string): Promise<Pick<ProjectRow, 'id' | 'name'>[]> {
    const { rows } = await sql<Pick<ProjectRow, 'id' | 'name'>>`
      with mine as (select id from projects where user_id = ${userId} and deleted_at is null order by id for update)
      update projects p set deleted_at = now(), version = version + 1, updated_at = now() from mine where p.id = mine.id
      returning p.id, p.name`.execute(this.db);
    return rows;
  }

  /** How many of the project's jobs may still write. */
  async openJobs(id: string): Promise<number> {
    const { open } = await this.db
      .selectFrom('crawl_jobs')
      .select(sql<string>`count(*)`.as('open'))
      .where('project_id', '=', id)
      .where('status', 'not in', TERMINAL)
      .executeTakeFirstOrThrow();
    return Number(open);
  }

  /** The projects of crawl jobs, by job. */
  ofCrawlJobs(userId: string, jobIds: readonly string[]): Promise<(ProjectRow & { job_id: string })[]> {
    return this.db
      .selectFrom('projects')
      .innerJoin('crawl_jobs', 'crawl_jobs.project_id', 'projects.id')
      .select([...COLUMNS.map((name) => `projects.${name}` as const), 'crawl_jobs.id as job_id'])
      .where('projects.user_id', '=', userId)
      .where('projects.deleted_at', 'is', null)
      .where('crawl_jobs.id', 'in', jobIds)
      .execute();
  }

  private owned(userId: string) {
    return this.db.selectFrom('projects').select(COLUMNS).where('user_id', '=', userId).where('deleted_at', 'is', null);
  }

  private changing(id: string) {
    return this.db
      .updateTable('projects')
      .set({ version: sql`version + 1`, updated_at: sql`now()` })
      .where('id', '=', id);
  }

  private get db() {
    return this.em.getKysely<Tables>();
  }
}
