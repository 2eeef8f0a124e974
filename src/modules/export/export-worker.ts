import { MikroORM, RequestContext } from '@mikro-orm/postgresql';
import { Injectable, Logger, type OnApplicationBootstrap, type OnModuleDestroy } from '@nestjs/common';
import { ExportDispatcher } from './export-dispatcher.js';
import { ExportRunner } from './export-runner.js';

export const EXPORTS_AT_A_TIME = 2;
const TICK_MS = 1_000;
/** Rung for this long ago and a slot is free: do it without the queue. */
const SILENCE_MS = 5_000;

/** The export slots of this process: runs what the queue rings for, and what it should have rung for. */
@Injectable()
export class ExportWorker implements OnApplicationBootstrap, OnModuleDestroy {
  private readonly logger = new Logger(ExportWorker.name);
  private readonly running = new Set<Promise<void>>();
  private readonly rung = new Map<string, number>();
  private readonly draining = new AbortController();
  private timer: NodeJS.Timeout | null = null;
  private ticking = false;

  constructor(
    private readonly orm: MikroORM,
    private readonly runner: ExportRunner,
    private readonly dispatcher: ExportDispatcher,
  ) {}

  onApplicationBootstrap(): void {
    this.timer = setInterval(() => void this.tick(), TICK_MS);
  }

  /** Exports under way go back to pending; another worker starts them anew. */
  async onModuleDestroy(): Promise<void> {
    if (this.timer) clearInterval(this.timer);
    this.draining.abort(new Error('The worker is stopping'));
    await Promise.allSettled(this.running);
  }

  /** Called by the queue. */
  async onBell(exportJobId: string): Promise<void> {
    this.rung.delete(exportJobId);
    await this.run(exportJobId);
  }

  private async tick(): Promise<void> {
    if (this.ticking || this.draining.signal.aborted) return;
    this.ticking = true;
    try {
      await this.inContext(async () => {
        for (const id of await this.dispatcher.ring()) this.rung.set(id, performance.now());
      });
      this.runUnheard();
    } finally {
      this.ticking = false;
    }
  }

  /** Another worker may have heard the bell; then there is nothing to claim. */
  private runUnheard(): void {
    for (const [id, at] of this.rung) {
      if (performance.now() - at < SILENCE_MS || this.running.size >= EXPORTS_AT_A_TIME) return;
      this.rung.delete(id);
      void this.run(id);
    }
  }

  private async run(exportJobId: string): Promise<void> {
    if (this.draining.signal.aborted) return;
    const work = this.inContext(() => this.runner.run(exportJobId, this.draining.signal));
    this.running.add(work);
    await work.finally(() => this.running.delete(work));
  }

  private async inContext(work: () => Promise<void>): Promise<void> {
    try {
      await RequestContext.create(this.orm.em, work);
    } catch (error) {
      this.logger.error(error);
    }
  }
}
