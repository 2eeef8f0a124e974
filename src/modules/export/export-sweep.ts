import { EntityManager } from '@mikro-orm/postgresql';
import { Injectable } from '@nestjs/common';
import { sql } from 'kysely';
import { EventBus } from '../../common/events/event-bus.js';
import { Storage } from '../../storage/storage.js';
import { archiveKeys } from './archive-key.js';
import { ExportJobExpired } from './export-job.events.js';
import { exportKind } from './export-kind.js';

interface SweptExport {
  id: string;
  project_id: string;
  format: string;
  options: object;
  fence: number;
}

const AT_ONCE = 50;

/** Archives of what was deleted, and of what has expired. */
@Injectable()
export class ExportSweep {
  constructor(
    private readonly em: EntityManager,
    private readonly storage: Storage,
    private readonly events: EventBus,
  ) {}

  /** All exports of a deleted crawl job. */
  purgeJob(jobId: string): Promise<void> {
    return this.purge(sql`e.crawl_job_id = ${jobId}`);
  }

  /** All exports of a deleted project; those of its jobs go with the jobs. */
  purgeProject(projectId: string): Promise<void> {
    return this.purge(sql`e.project_id = ${projectId}`);
  }

  /**
   * Takes the files of exports whose time is up, some at a time; returns how many. The files go first: cut short, the next
   * round finds the rows again.
   */
  async expire(): Promise<number> {
    const { rows } = await sql<SweptExport & { user_id: string }>`
      select e.id, e.user_id, p.id as project_id, e.format, e.export_options as options, e.fence
        from export_jobs e left join crawl_jobs j on j.id = e.crawl_job_id
        join projects p on p.id = coalesce(e.project_id, j.project_id)
       where e.status = 'completed' and e.expires_at <= clock_timestamp()
       order by e.expires_at limit ${AT_ONCE}`.execute(this.em.getKysely());
    for (const row of rows) {
      await this.deleteFiles(row);
      await this.em.transactional(async (em) => {
        const { numAffectedRows } = await sql`
          update export_jobs set status = 'expired', storage_key = null, updated_at = clock_timestamp()
           where id = ${row.id} and status = 'completed'`.execute(em.getKysely());
        if (numAffectedRows === 1n)
          await this.events.emit(new ExportJobExpired(row.user_id, row.id, { format: row.format }));
      });
    }
    return rows.length;
  }

  /** The fence first: an export that is being written cannot be completed any more. Objects go before their rows. */
  private async purge(condition: ReturnType<typeof sql>): Promise<void> {
    const db = this.em.getKysely();
    const { rows } = await sql<SweptExport>`
      update export_jobs e set fence = e.fence + 1, status = 'cancelled', lease_until = null
        from projects p where p.id = coalesce(e.project_id, (select project_id from crawl_jobs where id = e.crawl_job_id))
         and ${condition}
      returning e.id, p.id as project_id, e.format, e.export_options as options, e.fence`.execute(db);
    for (const row of rows) await this.deleteFiles(row);
    await sql`delete from export_jobs where id = any(${rows.map((row) => row.id)}::uuid[])`.execute(db);
  }

  private async deleteFiles({ id, project_id: projectId, format, options, fence }: SweptExport): Promise<void> {
    const { extension } = exportKind(format, options);
    await this.storage.delete(archiveKeys({ projectId, exportJobId: id, extension }, fence));
  }
}
