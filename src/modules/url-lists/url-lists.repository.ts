import { EntityManager } from '@mikro-orm/postgresql';
import { Injectable } from '@nestjs/common';
import { sql } from 'kysely';
import { keysetPage, newestFirst } from '../../common/pagination/keyset.js';
import type { Page } from '../../common/pagination/page-of.js';
import type { UrlListRow } from './url-list.row.js';

interface Tables {
  url_lists: UrlListRow & { user_id: string; status: string; deleted_at: string | null };
  projects: { id: string; user_id: string; deleted_at: string | null };
}

interface PageRequest {
  limit: number;
  cursor?: string | undefined;
}

const COLUMNS = [
  'url_lists.id',
  'url_lists.project_id',
  'url_lists.name',
  'url_lists.format',
  'url_lists.columns',
  'url_lists.labels',
  'url_lists.sha256',
  'url_lists.row_count',
  'url_lists.url_count',
  'url_lists.first_skipped_row',
  'url_lists.created_at',
] as const;

/** What a user has, lists that are being sent included. */
export interface UrlListUse {
  lists: number;
  bytes: number;
  uploads: number;
}

/** Uploaded lists as their owners see them; those that are still being sent are nobody's business. */
@Injectable()
export class UrlListsRepository {
  constructor(private readonly em: EntityManager) {}

  async insert(row: { id: string; userId: string; projectId: string; name: string; format: string }): Promise<void> {
    await sql`insert into url_lists (id, user_id, project_id, name, format)
              values (${row.id}, ${row.userId}, ${row.projectId}, ${row.name}, ${row.format})`.execute(this.db);
  }

  /** Makes a list that was sent whole visible; undefined: it is gone, and with it the project. */
  async finish(
    id: string,
    read: Omit<UrlListRow, 'id' | 'project_id' | 'name' | 'format' | 'created_at'> & { stored_bytes: number },
  ) {
    await sql`update url_lists set status = 'ready', columns = ${JSON.stringify(read.columns)},
                     labels = ${read.labels && JSON.stringify(read.labels)}, sent_bytes = ${read.sent_bytes},
                     stored_bytes = ${read.stored_bytes}, sha256 = ${read.sha256}, row_count = ${read.row_count},
                     url_count = ${read.url_count}, first_skipped_row = ${read.first_skipped_row}, updated_at = now()
               where id = ${id} and status = 'receiving' and deleted_at is null`.execute(this.db);
  }

  find(userId: string, projectId: string, id: string): Promise<UrlListRow | undefined> {
    return this.owned(userId)
      .where('url_lists.project_id', '=', projectId)
      .where('url_lists.id', '=', id)
      .executeTakeFirst();
  }

  /** Keeps it from being deleted until the transaction ends. */
  findShared(userId: string, projectId: string, id: string): Promise<UrlListRow | undefined> {
    return this.owned(userId)
      .where('url_lists.project_id', '=', projectId)
      .where('url_lists.id', '=', id)
      .forKeyShare('url_lists')
      .executeTakeFirst();
  }

  /** Waits for those who hold findShared. */
  findToDelete(userId: string, projectId: string, id: string): Promise<UrlListRow | undefined> {
    return this.owned(userId)
      .where('url_lists.project_id', '=', projectId)
      .where('url_lists.id', '=', id)
      .forUpdate('url_lists')
      .executeTakeFirst();
  }

  page(userId: string, projectId: string, { limit, cursor }: PageRequest): Promise<Page<UrlListRow>> {
    const scope = { list: 'url-lists', userId, projectId };
    const query = this.owned(userId).where('url_lists.project_id', '=', projectId);
    return keysetPage(query, { limit, cursor, scope, order: newestFirst('url_lists') });
  }

  pageOfAll(userId: string, { limit, cursor }: PageRequest): Promise<Page<UrlListRow>> {
    const scope = { list: 'url-lists-of-account', userId };
    return keysetPage(this.owned(userId), { limit, cursor, scope, order: newestFirst('url_lists') });
  }

  async markDeleted(id: string): Promise<void> {
    await sql`update url_lists set deleted_at = now(), updated_at = now() where id = ${id}`.execute(this.db);
  }

  /** Crawl jobs that have not ended and read the list. */
  async openJobs(projectId: string, id: string): Promise<number> {
    const { rows } = await sql<{ open: number }>`
      select count(*)::int as open from crawl_jobs
       where project_id = ${projectId} and status not in ('completed', 'failed', 'cancelled') and deleted_at is null
         and options ->> 'url_list_id' = ${id}`.execute(this.db);
    return rows[0]?.open ?? 0;
  }

  async useOf(userId: string): Promise<UrlListUse> {
    const { rows } = await sql<UrlListUse>`
      select count(*)::int as lists, coalesce(sum(stored_bytes), 0)::float8 as bytes,
             (count(*) filter (where status = 'receiving'))::int as uploads
        from url_lists where user_id = ${userId} and deleted_at is null`.execute(this.db);
    return rows[0] ?? { lists: 0, bytes: 0, uploads: 0 };
  }

  private owned(userId: string) {
    return this.db
      .selectFrom('url_lists')
      .innerJoin('projects', 'projects.id', 'url_lists.project_id')
      .select(COLUMNS)
      .select(sql<number>`url_lists.sent_bytes::float8`.as('sent_bytes'))
      .where('url_lists.user_id', '=', userId)
      .where('projects.deleted_at', 'is', null)
      .where('url_lists.status', '=', 'ready')
      .where('url_lists.deleted_at', 'is', null);
  }

  private get db() {
    return this.em.getKysely<Tables>();
  }
}
