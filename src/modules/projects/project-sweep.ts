import { EntityManager } from '@mikro-orm/postgresql';
import { Injectable } from '@nestjs/common';
import { sql } from 'kysely';

/** Deleted projects whose jobs are gone. */
@Injectable()
export class ProjectSweep {
  constructor(private readonly em: EntityManager) {}

  async emptyDeleted(): Promise<string[]> {
    const { rows } = await sql<{ id: string }>`
      select p.id from projects p where p.deleted_at is not null
         and not exists (select from crawl_jobs j where j.project_id = p.id) limit 20`.execute(this.em.getKysely());
    return rows.map((row) => row.id);
  }

  async remove(projectId: string): Promise<void> {
    await sql`delete from projects where id = ${projectId} and deleted_at is not null`.execute(this.em.getKysely());
  }
}
