import { EntityManager } from '@mikro-orm/postgresql';
import { Injectable } from '@nestjs/common';
import { sql } from 'kysely';
import { EventBus } from '../../common/events/event-bus.js';
import { CreditsService } from '../credits/credits.service.js';
import { UsageService } from '../usage/usage.service.js';
import { ChunkOpener } from './planning/chunk-opener.js';
import { ClaimLost, type Claim } from './claim.js';
import { CrawlJobCompleted, CrawlJobFailed } from './crawl-job.events.js';
import { CrawlJobRepository } from './crawl-job.repository.js';
import type { CrawlJobRow } from './crawl-job.row.js';
import { transition } from './crawl-job.status.js';
import { JobPause } from './job-pause.js';
import { leftOutText } from './listed/listed-urls.js';
import { ListedUrlsService } from './listed/listed-urls.service.js';
import { LanesRepository, type LaneRow } from './planning/lanes.repository.js';
import { recountChunks } from './recount.js';
import { isAnswered, shortfallOf } from './planning/shortfall.js';

export interface SettleReason {
  /** What went wrong for good: ends the lane too, because another chunk would fail the same way, for ever. */
  failure?: string | null;
  /** The source asked to be left alone: its lane is not planned again before, unless nobody else can give. */
  rest?: { ms: number; reason: string } | null;
}

/** How a job moves on: chunks settle, more are planned, and the last one ends it. Always under the job's lock. */
@Injectable()
export class JobLifecycle {
  constructor(
    private readonly em: EntityManager,
    private readonly jobs: CrawlJobRepository,
    private readonly lanes: LanesRepository,
    private readonly opener: ChunkOpener,
    private readonly pausing: JobPause,
    private readonly usage: UsageService,
    private readonly credits: CreditsService,
    private readonly listed: ListedUrlsService,
    private readonly events: EventBus,
  ) {}

  /** Ends a run of a chunk: closed, counted, paid, and the job moved on, in one transaction. Throws ClaimLost. */
  async settle(claim: Claim, { failure = null, rest = null }: SettleReason = {}): Promise<void> {
    await this.em.transactional(async (em) => {
      const job = await this.jobs.lock(claim.jobId);
      const { numAffectedRows } = await sql`
        update job_chunks set status = ${failure === null ? 'completed' : 'failed'}, lease_until = null, discovered = true,
               error_message = coalesce(${failure ?? rest?.reason ?? null}, error_message),
               available_at = clock_timestamp() + ${rest?.ms ?? 0} * interval '1 millisecond',
               lane_end = case when ${failure}::text is null then lane_end else coalesce(lane_end, 'failed') end
         where id = ${claim.chunkId} and fence = ${claim.fence} and status = 'processing'`.execute(em.getKysely());
      if (numAffectedRows !== 1n) throw new ClaimLost(claim);
      await this.closeCandidates([claim.chunkId], 'not_needed');
      await this.pay(job, [claim.chunkId]);
      await this.advance(job);
    });
  }

  /** Plans more, after a chunk finished asking its source or an idle job was found. */
  async plan(jobId: string): Promise<void> {
    await this.em.transactional(async () => {
      const job = await this.jobs.lock(jobId);
      if (job.status === 'pending' || job.status === 'running') await this.advance(job);
    });
  }

  /**
   * Opens the next chunks; with none open, pauses the job when only credits are missing, else ends it. The caller holds
   * the job's lock.
   */
  async advance(job: CrawlJobRow): Promise<void> {
    const lanes = await this.lanes.of(job);
    const { openChunks, unpaid } = await this.opener.openNext(job, lanes);
    await this.jobs.recount(job.id);
    if (openChunks > 0) return;
    if (!unpaid) await this.finish(job, lanes);
    else if (transition(job.status, 'pause')) await this.pausing.pause(job, 'credits');
  }

  /** Gives open candidates of chunks that close their outcome and recounts the chunks. */
  async closeCandidates(chunkIds: string[], outcome: 'not_needed' | 'cancelled'): Promise<void> {
    const db = this.em.getKysely();
    await sql`update crawl_candidates set outcome = ${outcome}, updated_at = clock_timestamp()
               where chunk_id = any(${chunkIds}::uuid[]) and outcome is null`.execute(db);
    await recountChunks(this.em, chunkIds);
  }

  /** Spends what the closed chunks stored; those that reserved for themselves give the rest back. */
  async pay(job: CrawlJobRow, chunkIds: string[]): Promise<void> {
    const { rows } = await sql<{ id: string; stored: number; target: number }>`
      select id, stored, target from job_chunks where id = any(${chunkIds}::uuid[]) order by id`.execute(
      this.em.getKysely(),
    );
    const images = rows.reduce((sum, { stored }) => sum + stored, 0);
    await this.usage.countImages(job.user_id, images, chunkIds);
    for (const { id, stored, target } of rows) {
      await this.credits.settleChunk(job.user_id, job.id, id, stored * job.unit_price);
      if (job.options.pay_as_you_go)
        await this.credits.releaseChunk(job.user_id, job.id, id, (target - stored) * job.unit_price);
    }
  }

  private async finish(job: CrawlJobRow, lanes: LaneRow[]): Promise<void> {
    const stored = lanes.reduce((sum, lane) => sum + lane.stored, 0);
    const good = stored > 0 || isAnswered(lanes);
    const status = transition(job.status === 'pending' ? 'running' : job.status, good ? 'complete' : 'fail');
    if (status === null) return; // paused or ended meanwhile
    const listed = await this.listed.of(job.user_id, job);
    const shortfall = shortfallOf(job.max_images, lanes, { urls: listed && leftOutText(listed) });
    const error = good ? null : 'No source gave an image; see shortfall';
    await sql`
      update crawl_jobs set status = ${status}, completed_at = clock_timestamp(), tidied_at = null, error = ${error},
             shortfall = ${shortfall === null ? null : JSON.stringify(shortfall)}::jsonb, event_seq = event_seq + 1,
             version = version + 1, progress = case when ${status} = 'completed' then 100 else progress end, updated_at = clock_timestamp()
       where id = ${job.id}`.execute(this.em.getKysely());
    await this.credits.releaseJob(job.user_id, job.id, job.run);
    const metadata = { status: { from: job.status, to: status }, downloaded_images: stored };
    await this.events.emit(
      status === 'completed'
        ? new CrawlJobCompleted(job.user_id, job.id, metadata)
        : new CrawlJobFailed(job.user_id, job.id, metadata),
    );
  }
}
