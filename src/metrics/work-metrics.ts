import { Injectable, Logger } from '@nestjs/common';
import { Gauge } from 'prom-client';
import { CreditReconciliation } from '../modules/credits/credit-reconciliation.service.js';
import { CRAWL_QUEUE, EXPORT_QUEUE } from '../queue/queues.js';
import { RedisClient } from '../queue/redis-client.js';
import { CachedReading } from './cached-reading.js';
import { MetricsRegistry } from './metrics-registry.js';
import { WorkFiguresReader, type WorkFigures } from './work-figures.js';

const FIGURES_MS = 10_000;
/** It reads the whole ledger. */
const RECONCILIATION_MS = 600_000;

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
    redis: RedisClient,
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
    this.queueGauge(registry, redis);
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

  private queueGauge(registry: MetricsRegistry, redis: RedisClient): void {
    const gauge: Gauge<'queue'> = new Gauge({
      name: 'pixcrawler_queue_waiting',
      help: 'Bells that no worker has heard yet',
      labelNames: ['queue'],
      registers: [registry],
      async collect() {
        gauge.reset();
        for (const queue of [CRAWL_QUEUE, EXPORT_QUEUE]) {
          const waiting = await redis.waitingIn(queue);
          if (waiting !== null) gauge.set({ queue }, waiting);
        }
      },
    });
  }
}
