import { EntityManager } from '@mikro-orm/postgresql';
import { Injectable } from '@nestjs/common';
import { sql } from 'kysely';
import { EventBus } from '../../common/events/event-bus.js';
import { Env } from '../../config/env.js';
import { ValidationClaimLost, type ValidationClaim } from './validation-claim.js';
import { ValidationJobCompleted, ValidationJobFailed } from './validation-job.events.js';
import type { ValidationReport } from './validation-report.js';

const MAX_CLAIMS = 5;

/** Who works on a validation. Every write is one guarded UPDATE on the database clock. */
@Injectable()
export class ValidationClaims {
  constructor(
    private readonly em: EntityManager,
    private readonly events: EventBus,
    private readonly env: Env,
  ) {}

  /** Takes the validation, or null: it is closed, in the hands of a live run, or was claimed too often and has failed now. */
  async claim(id: string): Promise<ValidationClaim | null> {
    const { rows } = await sql<ValidationClaim>`
      with subject as (
        select j.id, j.project_id from crawl_jobs j join projects p on p.id = j.project_id
         where p.deleted_at is null and j.deleted_at is null)
      update validation_jobs v
         set status = 'processing', fence = v.fence + 1, attempts = v.attempts + 1, lease_until = ${this.lease()},
             started_at = coalesce(v.started_at, clock_timestamp()), updated_at = clock_timestamp()
        from subject s
       where v.id = ${id} and s.id = v.crawl_job_id and ${this.free()} and v.attempts < ${MAX_CLAIMS}
      returning v.id, v.fence, v.attempts, v.user_id as "userId", s.project_id as "projectId",
                v.crawl_job_id as "crawlJobId", v.validation_rules as settings`.execute(this.em.getKysely());
    return rows[0] ?? this.failWornOut(id);
  }

  /** Lengthens the lease. Throws ValidationClaimLost. */
  renew(claim: ValidationClaim): Promise<void> {
    return this.guarded(claim, sql`lease_until = ${this.lease()}`);
  }

  /** So many images of so many are measured; the run has got further, so its claims are forgiven. Throws ValidationClaimLost. */
  async advance(claim: ValidationClaim, checked: number, total: number): Promise<void> {
    const percent = total === 0 ? 0 : Math.min(99, Math.floor((100 * checked) / total));
    await this.guarded(
      claim,
      sql`lease_until = ${this.lease()}, attempts = 1, checked_images = ${checked}, total_images = ${total}, progress = ${percent}`,
    );
    claim.attempts = 1;
  }

  /** Throws ValidationClaimLost. */
  complete(claim: ValidationClaim, report: ValidationReport): Promise<void> {
    const { images, valid, invalid } = report;
    return this.em.transactional(async () => {
      await this.guarded(
        claim,
        sql`status = 'completed', progress = 100, checked_images = ${images}, total_images = ${images},
            valid_images = ${valid}, invalid_images = ${invalid}, report = ${JSON.stringify(report)}::jsonb,
            error = null, lease_until = null, completed_at = clock_timestamp()`,
      );
      await this.events.emit(new ValidationJobCompleted(claim.userId, claim.id, { images, valid, invalid }));
    });
  }

  /** Throws ValidationClaimLost. */
  fail(claim: ValidationClaim, error: string): Promise<void> {
    return this.em.transactional(async () => {
      await this.guarded(
        claim,
        sql`status = 'failed', error = ${error}, lease_until = null, completed_at = clock_timestamp()`,
      );
      await this.events.emit(new ValidationJobFailed(claim.userId, claim.id, { error }));
    });
  }

  /** Back to pending, due after `delayMs`; with `blameless` the claim does not count. Throws ValidationClaimLost. */
  giveBack(claim: ValidationClaim, error: string, delayMs: number, blameless = false): Promise<void> {
    return this.guarded(
      claim,
      sql`status = 'pending', error = ${error}, lease_until = null, attempts = attempts - ${blameless ? 1 : 0},
          available_at = clock_timestamp() + ${delayMs} * interval '1 millisecond'`,
    );
  }

  isLast = ({ attempts }: ValidationClaim): boolean => attempts >= MAX_CLAIMS;

  /** All runs died without a word: there is something in these images that kills them. */
  private failWornOut(id: string): Promise<null> {
    const error = `Stopped ${MAX_CLAIMS} times at the same place`;
    return this.em.transactional(async (em) => {
      const { rows } = await sql<{ user_id: string }>`
        update validation_jobs v
           set status = 'failed', fence = fence + 1, error = coalesce(error, ${error}), lease_until = null,
               completed_at = clock_timestamp(), updated_at = clock_timestamp()
         where v.id = ${id} and ${this.free()} and v.attempts >= ${MAX_CLAIMS}
        returning user_id`.execute(em.getKysely());
      for (const row of rows) await this.events.emit(new ValidationJobFailed(row.user_id, id, { error }));
      return null;
    });
  }

  private free() {
    return sql`(v.status = 'pending' or v.status = 'processing' and v.lease_until < clock_timestamp())`;
  }

  private lease() {
    return sql`clock_timestamp() + ${this.env.LEASE_MS} * interval '1 millisecond'`;
  }

  private async guarded(claim: ValidationClaim, change: ReturnType<typeof sql>): Promise<void> {
    const { numAffectedRows } = await sql`
      update validation_jobs set ${change}, updated_at = clock_timestamp()
       where id = ${claim.id} and fence = ${claim.fence} and status = 'processing'`.execute(this.em.getKysely());
    if (numAffectedRows !== 1n) throw new ValidationClaimLost(claim);
  }
}
