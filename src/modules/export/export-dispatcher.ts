import { EntityManager } from '@mikro-orm/postgresql';
import { InjectQueue } from '@nestjs/bull';
import { Injectable, Logger } from '@nestjs/common';
import type { Queue } from 'bull';
import { sql } from 'kysely';
import { EXPORT_QUEUE, ringOnce, type ExportDoorbell } from '../../queue/queues.js';

const AT_ONCE = 20;
const REDIS_PATIENCE_MS = 250;

/** The only one who rings for exports. Losing the queue loses nothing: what is not claimed is due again after ten seconds. */
@Injectable()
export class ExportDispatcher {
  private readonly logger = new Logger(ExportDispatcher.name);

  constructor(
    private readonly em: EntityManager,
    @InjectQueue(EXPORT_QUEUE) private readonly queue: Queue<ExportDoorbell>,
  ) {}

  /** Rings for the due exports, whether Redis hears it or not, and returns their ids. */
  async ring(): Promise<string[]> {
    const due = await this.pick();
    const bells = due.map(({ id, fence }) => ({
      data: { exportJobId: id },
      opts: { ...ringOnce, jobId: `${id}-${fence}` },
    }));
    if (bells.length > 0) await this.send(bells);
    return due.map(({ id }) => id);
  }

  /** Exports that nobody works on, oldest first. Two dispatchers never pick the same. */
  private async pick(): Promise<{ id: string; fence: number }[]> {
    const { rows } = await sql<{ id: string; fence: number }>`
      with due as (
        select id from export_jobs
         where status in ('pending', 'processing') and available_at <= clock_timestamp()
           and (status = 'pending' or lease_until < clock_timestamp())
         order by available_at limit ${AT_ONCE}
           for no key update skip locked)
      update export_jobs e set available_at = clock_timestamp() + interval '10 seconds'
        from due where e.id = due.id
      returning e.id, e.fence`.execute(this.em.getKysely());
    return rows;
  }

  /** Redis may be down for long: it gets a moment, and the answer may come whenever it comes. */
  private async send(bells: Parameters<Queue<ExportDoorbell>['addBulk']>[0]): Promise<void> {
    const late = Promise.withResolvers<never>();
    const timer = setTimeout(() => late.reject(new Error('no answer')), REDIS_PATIENCE_MS);
    const sent = this.queue.addBulk(bells);
    sent.catch(() => undefined);
    try {
      await Promise.race([sent, late.promise]);
    } catch (error) {
      this.logger.warn(`could not ring for ${bells.length} exports: ${String(error)}`);
    } finally {
      clearTimeout(timer);
    }
  }
}
