import type { EntityManager } from '@mikro-orm/postgresql';
import { Logger } from '@nestjs/common';
import type { Queue } from 'bull';
import { sql } from 'kysely';
import { ringOnce } from './queues.js';

const AT_ONCE = 20;
const REDIS_PATIENCE_MS = 250;

/**
 * The only one who rings for the rows of a table of jobs with `status`, `fence`, `lease_until` and `available_at`. Losing
 * the queue loses nothing: what is not claimed is due again after ten seconds.
 */
export abstract class DoorbellDispatcher<Doorbell> {
  private readonly logger = new Logger(this.constructor.name);

  constructor(
    private readonly em: EntityManager,
    private readonly queue: Queue<Doorbell>,
    private readonly table: string,
  ) {}

  protected abstract doorbell(id: string): Doorbell;

  /** Rings for what is due, whether Redis hears it or not, and returns the ids. */
  async ring(): Promise<string[]> {
    const due = await this.pick();
    const bells = due.map(({ id, fence }) => ({
      data: this.doorbell(id),
      opts: { ...ringOnce, jobId: `${id}-${fence}` },
    }));
    if (bells.length > 0) await this.send(bells);
    return due.map(({ id }) => id);
  }

  /** What nobody works on, oldest first. Two dispatchers never pick the same. */
  private async pick(): Promise<{ id: string; fence: number }[]> {
    const table = sql.table(this.table);
    const { rows } = await sql<{ id: string; fence: number }>`
      with due as (
        select id from ${table}
         where status in ('pending', 'processing') and available_at <= clock_timestamp()
           and (status = 'pending' or lease_until < clock_timestamp())
         order by available_at limit ${AT_ONCE}
           for no key update skip locked)
      update ${table} e set available_at = clock_timestamp() + interval '10 seconds'
        from due where e.id = due.id
      returning e.id, e.fence`.execute(this.em.getKysely());
    return rows;
  }

  /** Redis may be down for long: it gets a moment, and the answer may come whenever it comes. */
  private async send(bells: Parameters<Queue<Doorbell>['addBulk']>[0]): Promise<void> {
    const late = Promise.withResolvers<never>();
    const timer = setTimeout(() => late.reject(new Error('no answer')), REDIS_PATIENCE_MS);
    const sent = this.queue.addBulk(bells);
    sent.catch(() => undefined);
    try {
      await Promise.race([sent, late.promise]);
    } catch (error) {
      this.logger.warn(`could not ring for ${bells.length} of ${this.table}: ${String(error)}`);
    } finally {
      clearTimeout(timer);
    }
  }
}
