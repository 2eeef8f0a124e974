import { EntityManager } from '@mikro-orm/postgresql';
import { Injectable } from '@nestjs/common';
import { sql } from 'kysely';
import { Env } from '../../config/env.js';
import { EventBus } from '../../common/events/event-bus.js';
import { ClaimLost, type Claim } from './claim.js';
import { CrawlJobStarted } from './crawl-job.events.js';

export interface GiveBack {
  delayMs: number;
  reason: string | null;
  /** Neither the chunk nor a URL of it is why the run ended: the claim does not count against them. */
  blameless: boolean;
}

/** Who works on a chunk. Every write is one guarded UPDATE on the database clock. */
@Injectable()
export class ChunksService {
  constructor(
    private readonly em: EntityManager,
    private readonly events: EventBus,
    private readonly env: Env,
  ) {}

  /** Takes the chunk, or null: it is closed, not due, in the hands of a live run, or its job does not run. */
  claim(chunkId: string): Promise<Claim | null> {
    return this.em.transactional(async (em) => {
      const db = em.getKysely();
      // job before chunk, as everywhere; the share lock keeps a pause from slipping in between
      const { rows: started } = await sql<{ id: string; user_id: string }>`
        update crawl_jobs set status = 'running', started_at = coalesce(started_at, clock_timestamp()),
               event_seq = event_seq + 1, updated_at = clock_timestamp()
         where id = (select job_id from job_chunks where id = ${chunkId}) and status = 'pending' and deleted_at is null
        returning id, user_id`.execute(db);
      if (started[0]) await this.events.emit(new CrawlJobStarted(started[0].user_id, started[0].id));
      const { rows } = await sql<Claim>`
        with j as (
          select id, project_id, user_id, keywords, options from crawl_jobs
           where id = (select job_id from job_chunks where id = ${chunkId}) and status = 'running' and deleted_at is null
             for share)
        update job_chunks c
           set status = 'processing', fence = c.fence + 1, lease_until = ${this.lease()},
               retry_count = c.retry_count + case when c.fence > 0 then 1 else 0 end,
               attempts_without_progress = c.attempts_without_progress + 1,
               version = c.version + 1, updated_at = clock_timestamp()
          from j
         where c.id = ${chunkId} and c.job_id = j.id
           and (c.status = 'pending' and c.available_at <= clock_timestamp()
                or c.status = 'processing' and c.lease_until < clock_timestamp())
        returning c.id as "chunkId", c.fence, j.id as "jobId", j.project_id as "projectId", j.user_id as "userId",
                  c.keyword, j.keywords, c.source, c.slice, j.options, c.target, c.stored, c.cursor, c.discovered,
                  (select count(*) from job_chunks r
                    where r.job_id = c.job_id and r.keyword = c.keyword and r.source = c.source and r.slice = c.slice
                      and r.run = c.run and r.status = 'completed' and r.candidates = 0 and r.lane_end is null)::int
                    as "laneRests",
                  c.attempts_without_progress as "attemptsWithoutProgress"`.execute(db);
      return rows[0] ?? null;
    });
  }

  /** First statement of every write of a run: locks the chunk, renews the lease, tells how many it has stored. Throws ClaimLost. */
  hold(claim: Claim, { progress }: { progress: boolean }): Promise<number> {
    return this.guarded(
      claim,
      sql`lease_until = ${this.lease()},
          attempts_without_progress = ${progress ? sql`0` : sql`attempts_without_progress`}`,
    );
  }

  /** Renews the leases of runs that may have nothing to write. Returns those whose fence was passed. */
  async renew(claims: readonly Claim[]): Promise<Claim[]> {
    // a chunk that is being written is skipped, not waited for: its own write renews it
    const { rows } = await sql<{ place: number }>`
      with held as (
        select * from unnest(${claims.map(({ chunkId }) => chunkId)}::uuid[], ${claims.map(({ fence }) => fence)}::int[])
               with ordinality as h (id, fence, place)),
      free as (
        select c.id from job_chunks c join held h on h.id = c.id and h.fence = c.fence
         where c.status = 'processing' for update of c skip locked),
      renewed as (
        update job_chunks c set lease_until = ${this.lease()} from free where c.id = free.id)
      select h.place::int - 1 as place from held h
        left join job_chunks c on c.id = h.id and c.fence = h.fence and c.status = 'processing'
       where c.id is null`.execute(this.em.fork().getKysely());
    return rows.flatMap(({ place }) => claims[place] ?? []);
  }

  /** Back to pending, due after `delayMs`; another worker goes on where this one stopped. */
  async giveBack(claim: Claim, { delayMs, reason, blameless }: GiveBack): Promise<void> {
    await this.guarded(
      claim,
      sql`status = 'pending', lease_until = null, rung_at = null, error_message = ${reason},
          attempts_without_progress = ${blameless ? sql`0` : sql`attempts_without_progress`},
          available_at = clock_timestamp() + ${delayMs} * interval '1 millisecond'`,
    );
  }

  private lease() {
    return sql`clock_timestamp() + ${this.env.LEASE_MS} * interval '1 millisecond'`;
  }

  private async guarded(claim: Claim, change: ReturnType<typeof sql>): Promise<number> {
    const { rows } = await sql<{ stored: number }>`
      update job_chunks set ${change}, version = version + 1, updated_at = clock_timestamp()
       where id = ${claim.chunkId} and fence = ${claim.fence} and status = 'processing'
      returning stored`.execute(this.em.getKysely());
    if (!rows[0]) throw new ClaimLost(claim);
    return rows[0].stored;
  }
}
