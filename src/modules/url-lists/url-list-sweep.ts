import { EntityManager } from '@mikro-orm/postgresql';
import { Injectable } from '@nestjs/common';
import { sql } from 'kysely';
import { listKey } from '../../crawler/sources/urls/stored-list.js';
import { Storage } from '../../storage/storage.js';
import { rawListKey } from './raw-list-key.js';

/** No upload takes so long: whoever received it has died. */
const ABANDONED = sql`interval '1 hour'`;

/** Lists that nobody can reach any more: objects first, then their rows. */
@Injectable()
export class UrlListSweep {
  constructor(
    private readonly em: EntityManager,
    private readonly storage: Storage,
  ) {}

  /** Deleted ones, and those whose upload never ended. */
  removeDeleted(): Promise<void> {
    return this.purge(sql`deleted_at is not null or status = 'receiving' and created_at < now() - ${ABANDONED}`);
  }

  /** All lists of a deleted project. */
  purgeProject(projectId: string): Promise<void> {
    return this.purge(sql`project_id = ${projectId}`);
  }

  private async purge(condition: ReturnType<typeof sql>): Promise<void> {
    const db = this.em.getKysely();
    for (;;) {
      const { rows } = await sql<{ id: string; project_id: string }>`
        select id, project_id from url_lists where ${condition} limit 50`.execute(db);
      if (rows.length === 0) return;
      await this.storage.delete(
        rows.flatMap(({ id, project_id: project }) => [listKey(project, id), rawListKey(project, id)]),
      );
      await sql`delete from url_lists where id = any(${rows.map(({ id }) => id)}::uuid[])`.execute(db);
    }
  }
}
