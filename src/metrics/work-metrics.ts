import { InjectQueue } from '@nestjs/bull';
import { Injectable, Logger } from '@nestjs/common';
import type { Queue } from 'bull';
import { Gauge } from 'prom-client';
import { CreditReconciliation } from '../modules/credits/credit-reconciliation.service.js';
import { CRAWL_QUEUE, EXPORT_QUEUE } from '../queue/queues.js';
import { CachedReading } from './cached-reading.js';
import { MetricsRegistry } from './metrics-registry.js';
import { WorkFiguresReader, type WorkFigures } from './work-figures.js';

const FIGURES_MS = 10_000;
/** It reads the whole ledger. */
const RECONCILIATION_MS = 600_000;
const REDIS_PATIENCE_MS = 500;

/** Figures of the database and the queues, the same whichever process is asked. What cannot be read is left out. */
@Injectable()
export class WorkMetrics {
  private readonly logger = new Logger(WorkMetrics.name);
  private readonly figures: CachedReading<WorkFigures>;
  private readonly broken: CachedReading<number>;

  constructor(
    registry: MetricsRegistry,
    reader: WorkFiguresReader,
    reconciliation: CreditReconciliation,
    @InjectQueue(CRAWL_QUEUE) crawl: Queue,
    @InjectQueue(EXPORT_QUEUE) exports: Queue,
  ) {
    const warn = (error: unknown): void => this.logger.warn(`a figure could not be read: ${String(error)}`);
    this.figures = new CachedReading(() => reader.read(), FIGURES_MS, warn);
    this.broken = new CachedReading(async () => (await reconciliation.broken()).length, RECONCILIATION_MS, warn);
    this.gauge(registry, 'pixcrawler_database_up', 'Whether the database answered', ({ database }) => [
      [{}, database ? 1 : 0],
    ]);
    this.gauge(registry, 'pixcrawler_crawl_jobs', 'Crawl jobs by status', ({ database }) =>
      Object.entries(database?.crawlJobs ?? {}).map(([status, count]) => [{ status }, count]),
    );
    this.gauge(registry, 'pixcrawler_open_chunks', 'Chunks that are not closed, by status', ({ database }) =>
      Object.entries(database?.chunks ?? {}).map(([status, count]) => [{ status }, count]),
    );
    const oldest = 'Seconds that the longest waiting due chunk has waited';
    this.gauge(registry, 'pixcrawler_oldest_due_chunk_age_seconds', oldest, ({ database }) =>
      database ? [[{}, database.oldestDueSeconds]] : [],
    );
    this.gauge(registry, 'pixcrawler_images_stored_total', 'Images stored so far', ({ database }) =>
      database ? [[{}, database.imagesStored]] : [],
    );
    const rules = 'Rules about credits that the ledger breaks; read every 10 minutes';
    this.gauge(registry, 'pixcrawler_ledger_broken_rules', rules, () => {
      const count = this.broken.last();
      return count === null ? [] : [[{}, count]];
    });
    this.queueGauge(registry, { crawl, export: exports });
  }

  private gauge(
    registry: MetricsRegistry,
    name: string,
    help: string,
    read: (now: { database: WorkFigures | null }) => [{ status?: string }, number][],
  ): void {
    const { figures } = this;
    const gauge: Gauge<'status'> = new Gauge({
      name,
      help,
      labelNames: ['status'],
      registers: [registry],
      async collect() {
        gauge.reset();
        for (const [labels, value] of read({ database: await figures.fresh() })) gauge.set(labels, value);
      },
    });
  }

  private queueGauge(registry: MetricsRegistry, queues: Record<string, Queue>): void {
    const gauge: Gauge<'queue'> = new Gauge({
      name: 'pixcrawler_queue_waiting',
      help: 'Bells that no worker has heard yet',
      labelNames: ['queue'],
      registers: [registry],
      async collect() {
        gauge.reset();
        for (const [queue, waiting] of await Promise.all(Object.entries(queues).map(waitingIn)))
          if (waiting !== null) gauge.set({ queue }, waiting);
      },
    });
  }
}

/** null: Redis does not answer in time. */
async function waitingIn([name, queue]: [string, Queue]): Promise<[string, number | null]> {
  const { promise, resolve } = Promise.withResolvers<null>();
  const timer = setTimeout(() => resolve(null), REDIS_PATIENCE_MS);
  const count = await Promise.race([queue.getWaitingCount().catch(() => null), promise]);
  clearTimeout(timer);
  return [name, count];
}
