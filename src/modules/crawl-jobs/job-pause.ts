import { EntityManager } from '@mikro-orm/postgresql';
import { Injectable } from '@nestjs/common';
import { sql } from 'kysely';
import { EventBus } from '../../common/events/event-bus.js';
import { CrawlJobPaused } from './crawl-job.events.js';
import type { CrawlJobRow } from './crawl-job.row.js';
import type { PauseReason } from './crawl-job.status.js';

/** Stops a job without ending it. */
@Injectable()
export class JobPause {
  constructor(
    private readonly em: EntityManager,
    private readonly events: EventBus,
  ) {}

  /** The caller's transaction holds the job's lock and knows that it is pending or running. Runs lose their fence. */
  async pause(job: CrawlJobRow, reason: PauseReason): Promise<void> {
    const db = this.em.getKysely();
    await sql`
      update job_chunks set status = 'pending', fence = fence + 1, lease_until = null, rung_at = null,
             available_at = clock_timestamp(), version = version + 1, updated_at = clock_timestamp()
       where job_id = ${job.id} and status in ('pending', 'processing')`.execute(db);
    await sql`update crawl_jobs set status = 'paused', pause_reason = ${reason}, event_seq = event_seq + 1,
                     updated_at = clock_timestamp(), version = version + 1
               where id = ${job.id}`.execute(db);
    const status = { from: job.status, to: 'paused' };
    await this.events.emit(new CrawlJobPaused(job.user_id, job.id, { status, reason }));
  }
}
