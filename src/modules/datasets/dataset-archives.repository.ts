import { EntityManager } from '@mikro-orm/postgresql';
import { Injectable } from '@nestjs/common';
import { sql } from 'kysely';
import { NotFound } from '../../common/problem/problems.js';

@Injectable()
export class DatasetArchivesRepository {
  constructor(private readonly em: EntityManager) {}

  /**
   * The newest export of the whole project with these options that holds all its present images and no others, be it
   * finished or on its way; null: none. Locks the project, so that two callers do not both make one. Throws NotFound.
   */
  async findCurrent(userId: string, projectId: string, format: string, options: object): Promise<string | null> {
    const db = this.em.getKysely();
    const { rows: projects } = await sql`
      select 1 from projects where id = ${projectId} and user_id = ${userId} and deleted_at is null
         for no key update`.execute(db);
    if (projects.length === 0) throw new NotFound('Dataset');
    const { rows } = await sql<{ id: string }>`
      select e.id from export_jobs e, lateral (
               select greatest((select max(updated_at) from images where project_id = ${projectId}),
                               (select max(deleted_at) from crawl_jobs where project_id = ${projectId}),
                               (select max(completed_at) from crawl_jobs where project_id = ${projectId})) as at) changed
       where e.project_id = ${projectId} and e.user_id = ${userId} and e.format = ${format}
         and e.export_options = ${JSON.stringify(options)}::jsonb and e.status in ('pending', 'processing', 'completed')
         and (e.started_at is null or e.started_at > changed.at)
         and (e.expires_at is null or e.expires_at > now() + interval '2 hours')
       order by e.created_at desc, e.id desc limit 1`.execute(db);
    return rows[0]?.id ?? null;
  }
}
