import { EntityManager } from '@mikro-orm/postgresql';
import { InjectQueue } from '@nestjs/bull';
import { Injectable, Logger } from '@nestjs/common';
import type { Queue } from 'bull';
import { sql } from 'kysely';
import { Env } from '../../config/env.js';
import { afterCommit } from '../../database/after-commit.js';
import { CRAWL_QUEUE, ringOnce, type CrawlDoorbell } from '../../queue/queues.js';

const RING_AGAIN = sql`interval '10 seconds'`;
const REDIS_PATIENCE_MS = 500;

/** The only one who rings: picks due chunks fairly and puts their ids on the queue. Losing the queue loses nothing. */
@Injectable()
export class Dispatcher {
  private readonly logger = new Logger(Dispatcher.name);
  private ringing: Promise<void> | null = null;

  constructor(
    private readonly em: EntityManager,
    @InjectQueue(CRAWL_QUEUE) private readonly queue: Queue<CrawlDoorbell>,
    private readonly env: Env,
  ) {}

  /** Rings for what the caller's transaction made, once that has committed. */
  ringSoon(): void {
    afterCommit(() => void this.ring());
  }

  /** Best effort, never throws; calls that overlap are one. The queue is kept at twice the slots of one process. */
  ring(): Promise<void> {
    this.ringing ??= this.ringDue().finally(() => (this.ringing = null));
    return this.ringing;
  }

  /** Due chunks that nobody was rung for, round-robin over users, then priority, then age. Marks them as rung. */
  async pick(room: number): Promise<string[]> {
    const { rows } = await sql<{ id: string }>`
      with busy as (
        select j.user_id, count(*) as chunks from job_chunks c join crawl_jobs j on j.id = c.job_id
         where c.status = 'processing' and c.lease_until >= clock_timestamp() group by j.user_id),
      due as (
        select c.id, c.priority, c.available_at,
               row_number() over (partition by j.user_id order by c.priority desc, c.available_at, c.id)
                 + coalesce(b.chunks, 0) as turn
          from job_chunks c join crawl_jobs j on j.id = c.job_id left join busy b on b.user_id = j.user_id
         where c.status in ('pending', 'processing') and c.available_at <= clock_timestamp()
           and (c.status = 'pending' or c.lease_until < clock_timestamp())
           and (c.rung_at is null or c.rung_at < clock_timestamp() - ${RING_AGAIN})
           and j.status in ('pending', 'running') and j.deleted_at is null
         order by turn, c.priority desc, c.available_at limit ${room}),
      mine as (
        select c.id, d.turn from job_chunks c join due d on d.id = c.id
         where c.rung_at is null or c.rung_at < clock_timestamp() - ${RING_AGAIN}
           for update of c skip locked),
      rung as (
        update job_chunks c set rung_at = clock_timestamp() from mine where c.id = mine.id returning c.id, mine.turn)
      select id from rung order by turn`.execute(this.em.getKysely());
    return rows.map((row) => row.id);
  }

  private async ringDue(): Promise<void> {
    try {
      const waiting = await soon(this.queue.getWaitingCount());
      const room = 2 * this.env.WORKER_CONCURRENCY - waiting;
      if (room <= 0) return;
      const chunkIds = await this.pick(room);
      if (chunkIds.length === 0) return;
      await soon(this.queue.addBulk(chunkIds.map((chunkId) => ({ data: { chunkId }, opts: ringOnce }))));
    } catch (error) {
      this.logger.warn(`could not ring: ${String(error)}`); // workers look for themselves when no bell rings
    }
  }
}

/** Redis may be down for long: an answer that takes longer than this is no answer. */
function soon<T>(answer: Promise<T>): Promise<T> {
  const { promise, reject } = Promise.withResolvers<never>();
  const timer = setTimeout(() => reject(new Error('Redis does not answer')), REDIS_PATIENCE_MS);
  answer.catch(() => undefined);
  return Promise.race([answer, promise]).finally(() => clearTimeout(timer));
}
