import { RequestContext, type MikroORM } from '@mikro-orm/postgresql';
import { Logger, type OnApplicationBootstrap, type OnModuleDestroy } from '@nestjs/common';

const TICK_MS = 1_000;
/** Rung for this long ago and a slot is free: do it without the queue. */
const SILENCE_MS = 5_000;

/** Does one job, as far as it can be done here. `draining`: the process is stopping, give the job back. */
export interface JobRunner {
  run(id: string, draining: AbortSignal): Promise<void>;
}

/** The slots of this process for one kind of job: runs what the queue rings for, and what it should have rung for. */
export abstract class DoorbellWorker implements OnApplicationBootstrap, OnModuleDestroy {
  private readonly logger = new Logger(this.constructor.name);
  private readonly running = new Set<Promise<void>>();
  private readonly rung = new Map<string, number>();
  private readonly draining = new AbortController();
  private timer: NodeJS.Timeout | null = null;
  private ticking = false;

  constructor(
    private readonly orm: MikroORM,
    private readonly runner: JobRunner,
    private readonly dispatcher: { ring(): Promise<string[]> },
    private readonly slots: number,
  ) {}

  onApplicationBootstrap(): void {
    this.timer = setInterval(() => void this.tick(), TICK_MS);
  }

  /** Jobs under way are given back; another worker goes on with them. */
  async onModuleDestroy(): Promise<void> {
    if (this.timer) clearInterval(this.timer);
    this.draining.abort(new Error('The worker is stopping'));
    await Promise.allSettled(this.running);
  }

  /** Called by the queue. */
  async onBell(id: string): Promise<void> {
    this.rung.delete(id);
    await this.run(id);
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
      if (performance.now() - at < SILENCE_MS || this.running.size >= this.slots) return;
      this.rung.delete(id);
      void this.run(id);
    }
  }

  private async run(id: string): Promise<void> {
    if (this.draining.signal.aborted) return;
    const work = this.inContext(() => this.runner.run(id, this.draining.signal));
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
