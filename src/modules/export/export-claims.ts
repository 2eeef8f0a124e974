import { EntityManager } from '@mikro-orm/postgresql';
import { Injectable } from '@nestjs/common';
import { sql } from 'kysely';
import { EventBus } from '../../common/events/event-bus.js';
import { Env } from '../../config/env.js';
import { ExportClaimLost, type ExportClaim } from './export-claim.js';
import { ExportJobCompleted, ExportJobFailed } from './export-job.events.js';
import type { ExportReport } from './export-report.js';

const MAX_CLAIMS = 5;

export interface FinishedArchive {
  key: string;
  /** Bytes. */
  size: number;
  sha256: string;
  images: number;
  manifest: { size: number; sha256: string };
  /** What became of which pictures. */
  report: ExportReport;
}

interface ClaimedRow {
  id: string;
  fence: number;
  attempts: number;
  userId: string;
  projectId: string;
  jobId: string | null;
  title: string;
  format: string;
  options: object;
}

/** Who works on an export. Every write is one guarded UPDATE on the database clock. */
@Injectable()
export class ExportClaims {
  constructor(
    private readonly em: EntityManager,
    private readonly events: EventBus,
    private readonly env: Env,
  ) {}

  /** Takes the export, or null: it is closed, in the hands of a live run, or was claimed too often and has failed now. */
  async claim(id: string): Promise<ExportClaim | null> {
    const { rows } = await sql<ClaimedRow>`
      with subject as (
        select e.id, p.id as project_id, coalesce(j.name, p.name) as title
          from export_jobs e left join crawl_jobs j on j.id = e.crawl_job_id
          join projects p on p.id = coalesce(e.project_id, j.project_id)
         where e.id = ${id} and p.deleted_at is null and j.deleted_at is null)
      update export_jobs e
         set status = 'processing', fence = e.fence + 1, attempts = e.attempts + 1, lease_until = ${this.lease()}, progress = 0,
             started_at = coalesce(e.started_at, clock_timestamp()), updated_at = clock_timestamp()
        from subject s
       where e.id = s.id and ${this.free()} and e.attempts < ${MAX_CLAIMS}
      returning e.id, e.fence, e.attempts, e.user_id as "userId", s.project_id as "projectId", e.crawl_job_id as "jobId",
                s.title, e.format, e.export_options as options`.execute(this.em.getKysely());
    const [row] = rows;
    if (!row) return this.failWornOut(id);
    const { projectId, jobId, ...claim } = row;
    return { ...claim, scope: { projectId, jobId: jobId ?? undefined } };
  }

  /** Lengthens the lease. `progress` in percent. Throws ExportClaimLost. */
  async renew(claim: ExportClaim, progress: number, images: number): Promise<void> {
    await this.guarded(claim, sql`lease_until = ${this.lease()}, progress = ${progress}, total_images = ${images}`);
  }

  /** Makes the archive known. Throws ExportClaimLost. */
  complete(claim: ExportClaim, { key, size, sha256, images, manifest, report }: FinishedArchive): Promise<void> {
    return this.em.transactional(async () => {
      await this.guarded(
        claim,
        sql`status = 'completed', progress = 100, total_images = ${images}, file_size = ${size}, sha256 = ${sha256},
            storage_key = ${key}, manifest_size = ${manifest.size}, manifest_sha256 = ${manifest.sha256},
            report = ${JSON.stringify(report)}::jsonb, error = null, lease_until = null, completed_at = clock_timestamp(),
            expires_at = ${this.expiry()}`,
      );
      const metadata = { format: claim.format, total_images: images, file_size: size, sha256 };
      await this.events.emit(new ExportJobCompleted(claim.userId, claim.id, metadata));
    });
  }

  /** `report`: of an archive that was written and is not offered. Throws ExportClaimLost. */
  fail(claim: ExportClaim, error: string, report: ExportReport | null = null): Promise<void> {
    return this.em.transactional(async () => {
      await this.guarded(
        claim,
        sql`status = 'failed', error = ${error}, report = ${report && JSON.stringify(report)}::jsonb, lease_until = null,
            completed_at = clock_timestamp()`,
      );
      await this.events.emit(new ExportJobFailed(claim.userId, claim.id, { format: claim.format, error }));
    });
  }

  /** Back to pending, due after `delayMs`; with `blameless` the claim does not count. Throws ExportClaimLost. */
  async giveBack(claim: ExportClaim, error: string, delayMs: number, blameless = false): Promise<void> {
    await this.guarded(
      claim,
      sql`status = 'pending', error = ${error}, lease_until = null, attempts = attempts - ${blameless ? 1 : 0},
          available_at = clock_timestamp() + ${delayMs} * interval '1 millisecond'`,
    );
  }

  isLast = ({ attempts }: ExportClaim): boolean => attempts >= MAX_CLAIMS;

  /** Whether a row names the archive: a COMMIT whose answer was lost may have gone through. */
  async isNamed(key: string): Promise<boolean> {
    const { rows } = await sql`select 1 from export_jobs where storage_key = ${key}`.execute(this.em.getKysely());
    return rows.length > 0;
  }

  /** All runs died without a word: there is something in this export that kills them. */
  private async failWornOut(id: string): Promise<null> {
    const error = `Stopped ${MAX_CLAIMS} times without finishing`;
    return this.em.transactional(async (em) => {
      const { rows } = await sql<{ user_id: string; format: string }>`
        update export_jobs e
           set status = 'failed', fence = fence + 1, error = coalesce(error, ${error}), lease_until = null,
               completed_at = clock_timestamp(), updated_at = clock_timestamp()
         where e.id = ${id} and ${this.free()} and e.attempts >= ${MAX_CLAIMS}
        returning user_id, format`.execute(em.getKysely());
      for (const row of rows)
        await this.events.emit(new ExportJobFailed(row.user_id, id, { format: row.format, error }));
      return null;
    });
  }

  private free() {
    return sql`(e.status = 'pending' or e.status = 'processing' and e.lease_until < clock_timestamp())`;
  }

  private lease() {
    return sql`clock_timestamp() + ${this.env.LEASE_MS} * interval '1 millisecond'`;
  }

  private expiry() {
    const days = this.env.EXPORT_RETENTION_DAYS;
    return days === 0 ? sql`null` : sql`clock_timestamp() + ${days} * interval '1 day'`;
  }

  private async guarded(claim: ExportClaim, change: ReturnType<typeof sql>): Promise<void> {
    const { numAffectedRows } = await sql`
      update export_jobs set ${change}, updated_at = clock_timestamp()
       where id = ${claim.id} and fence = ${claim.fence} and status = 'processing'`.execute(this.em.getKysely());
    if (numAffectedRows !== 1n) throw new ExportClaimLost(claim);
  }
}
