import { EntityManager } from '@mikro-orm/postgresql';
import { Injectable } from '@nestjs/common';
import { sql } from 'kysely';
import { Storage } from '../../storage/storage.js';
import { archiveKeys } from './archive-key.js';
import { exportKind } from './export-kind.js';

interface SweptExport {
  id: string;
  project_id: string;
  format: string;
  options: object;
  fence: number;
}

/** Archives of what was deleted. */
@Injectable()
export class ExportSweep {
  constructor(
    private readonly em: EntityManager,
    private readonly storage: Storage,
  ) {}

  /** All exports of a deleted crawl job. */
  purgeJob(jobId: string): Promise<void> {
    return this.purge(sql`e.crawl_job_id = ${jobId}`);
  }

  /** All exports of a deleted project; those of its jobs go with the jobs. */
  purgeProject(projectId: string): Promise<void> {
    return this.purge(sql`e.project_id = ${projectId}`);
  }

  /** The fence first: an export that is being written cannot be completed any more. Objects go before their rows. */
  private async purge(condition: ReturnType<typeof sql>): Promise<void> {
    const db = this.em.getKysely();
    const { rows } = await sql<SweptExport>`
      update export_jobs e set fence = e.fence + 1, status = 'cancelled', lease_until = null
        from projects p where p.id = coalesce(e.project_id, (select project_id from crawl_jobs where id = e.crawl_job_id))
         and ${condition}
      returning e.id, p.id as project_id, e.format, e.export_options as options, e.fence`.execute(db);
    for (const { id, project_id: projectId, format, options, fence } of rows) {
      const { extension } = exportKind(format, options);
      await this.storage.delete(archiveKeys({ projectId, exportJobId: id, extension }, fence));
    }
    await sql`delete from export_jobs where id = any(${rows.map((row) => row.id)}::uuid[])`.execute(db);
  }
}
