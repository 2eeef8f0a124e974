import { MikroORM, RequestContext } from '@mikro-orm/postgresql';
import { Injectable, Logger, type OnApplicationBootstrap, type OnModuleDestroy } from '@nestjs/common';
import { Env } from '../config/env.js';
import { Dispatcher } from '../modules/crawl-jobs/dispatcher.js';
import { ChunkRunner } from './chunk-runner.js';

const TICK_MS = 1_000;
/** No bell for so long although there is room: look for work without the queue. */
const SILENCE_MS = 5_000;

/** Chunks that may wait for silent hosts, for each slot. */
const WAITING_PER_SLOT = 8;

/** The slots of this process: runs chunks that the queue rings for, and those it should have rung for. */
@Injectable()
export class CrawlWorker implements OnApplicationBootstrap, OnModuleDestroy {
  private readonly logger = new Logger(CrawlWorker.name);
  private readonly running = new Set<Promise<void>>();
  /** Chunks that wait for hosts which do not answer; their slots are others'. */
  private readonly waiting = new Set<Promise<void>>();
  private readonly draining = new AbortController();
  private lastBell = performance.now();
  private timer: NodeJS.Timeout | null = null;

  constructor(
    private readonly orm: MikroORM,
    private readonly runner: ChunkRunner,
    private readonly dispatcher: Dispatcher,
    private readonly env: Env,
  ) {}

  onApplicationBootstrap(): void {
    this.timer = setInterval(() => void this.inContext(() => this.tick()), TICK_MS);
  }

  /** Gives every chunk back with its results recorded. */
  async onModuleDestroy(): Promise<void> {
    if (this.timer) clearInterval(this.timer);
    this.draining.abort(new Error('The worker is stopping'));
    await Promise.allSettled([...this.running, ...this.waiting]);
  }

  /** Called by the queue. */
  async onBell(chunkId: string): Promise<void> {
    this.lastBell = performance.now();
    await this.run(chunkId);
  }

  private async tick(): Promise<void> {
    await this.dispatcher.ring();
    const room = this.env.WORKER_CONCURRENCY - this.running.size;
    if (room <= 0 || performance.now() - this.lastBell < SILENCE_MS || this.draining.signal.aborted) return;
    for (const chunkId of await this.dispatcher.pick(room)) void this.run(chunkId);
  }

  /** Rings again right after a chunk: a freed slot and newly planned chunks do not wait for the tick. */
  private async run(chunkId: string): Promise<void> {
    if (this.draining.signal.aborted) return;
    const { promise: waits, resolve: leave } = Promise.withResolvers<void>();
    const onWaiting = (): void => {
      if (this.waiting.size >= WAITING_PER_SLOT * this.env.WORKER_CONCURRENCY || !this.running.delete(work)) return;
      this.waiting.add(work);
      leave();
    };
    const work = this.inContext(() => this.runner.run(chunkId, this.draining.signal, onWaiting));
    this.running.add(work);
    const ended = work.finally(() => {
      this.running.delete(work);
      this.waiting.delete(work);
    });
    await Promise.race([ended, waits]);
    if (!this.draining.signal.aborted) void this.inContext(() => this.dispatcher.ring());
  }

  private async inContext(work: () => Promise<void>): Promise<void> {
    try {
      await RequestContext.create(this.orm.em, work);
    } catch (error) {
      this.logger.error(error);
    }
  }
}
