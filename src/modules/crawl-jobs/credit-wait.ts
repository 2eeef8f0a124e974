import { EntityManager } from '@mikro-orm/postgresql';
import { Injectable, type OnModuleInit } from '@nestjs/common';
import { sql } from 'kysely';
import { EventBus } from '../../common/events/event-bus.js';
import { CreditArrivals } from '../credits/credit-arrivals.js';
import { CreditsService } from '../credits/credits.service.js';
import { ChunkOpener } from './planning/chunk-opener.js';
import { CrawlJobResumed } from './crawl-job.events.js';
import { CrawlJobRepository } from './crawl-job.repository.js';
import { Dispatcher } from './dispatcher.js';
import { JobLifecycle } from './job-lifecycle.service.js';
import { LanesRepository } from './planning/lanes.repository.js';

const AT_A_TIME = 20;

/** Pay-as-you-go jobs that were paused for credits: they go on as soon as one more image can be paid. */
@Injectable()
export class CreditWait implements OnModuleInit {
  constructor(
    private readonly em: EntityManager,
    private readonly jobs: CrawlJobRepository,
    private readonly lanes: LanesRepository,
    private readonly opener: ChunkOpener,
    private readonly lifecycle: JobLifecycle,
    private readonly credits: CreditsService,
    private readonly arrivals: CreditArrivals,
    private readonly dispatcher: Dispatcher,
    private readonly events: EventBus,
  ) {}

  onModuleInit(): void {
    this.arrivals.register((userId) => this.resumeOf(userId));
  }

  /** For housekeeping: what no arrival announced, such as a new month, another job's rest, or a process that died. */
  async resumeAll(): Promise<void> {
    const { rows } = await sql<{ user_id: string }>`
      select distinct j.user_id from crawl_jobs j where ${waiting}`.execute(this.em.getKysely());
    const able = await this.credits.ableToSpend(rows.map(({ user_id }) => user_id));
    for (const userId of able) await this.resumeOf(userId);
  }

  /** The one that has waited longest first, as far as the credits go. */
  private async resumeOf(userId: string): Promise<void> {
    const { rows } = await sql<{ id: string }>`
      select j.id from crawl_jobs j where ${waiting} and j.user_id = ${userId}
       order by j.updated_at, j.id limit ${AT_A_TIME}`.execute(this.em.getKysely());
    let resumed = 0;
    for (const { id } of rows) {
      if (!(await this.resume(id))) break;
      resumed++;
    }
    if (resumed > 0) void this.dispatcher.ring();
  }

  /** False when the job still cannot pay for anything; then nothing has changed. */
  private resume(jobId: string): Promise<boolean> {
    return this.em.transactional(async (em) => {
      const job = await this.jobs.lock(jobId);
      if (job.status !== 'paused' || job.pause_reason !== 'credits') return true;
      const { openChunks, unpaid } = await this.opener.openNext(job, await this.lanes.of(job));
      if (unpaid && openChunks === 0) return false;
      await sql`update crawl_jobs set status = 'running', pause_reason = null, event_seq = event_seq + 1,
                       updated_at = clock_timestamp(), version = version + 1
                 where id = ${job.id}`.execute(em.getKysely());
      const status = { from: job.status, to: 'running' };
      await this.events.emit(new CrawlJobResumed(job.user_id, job.id, { status, reason: 'credits' }));
      if (openChunks > 0) await this.jobs.recount(job.id);
      else await this.lifecycle.advance({ ...job, status: 'running', pause_reason: null });
      return true;
    });
  }
}

const waiting = sql`j.status = 'paused' and j.pause_reason = 'credits' and j.deleted_at is null`;
