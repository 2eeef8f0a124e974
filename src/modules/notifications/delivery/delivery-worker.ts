import { MikroORM, RequestContext } from '@mikro-orm/postgresql';
import { Injectable, Logger, type OnApplicationBootstrap, type OnModuleDestroy } from '@nestjs/common';
import { setTimeout } from 'node:timers/promises';
import { Env } from '../../../config/env.js';
import { DeliveriesRepository } from './deliveries.repository.js';
import type { ClaimedDelivery } from './delivery.js';
import { DeliveryChannels } from './delivery-channels.js';
import { DeliveryRunner } from './delivery-runner.js';
import { DigestsRepository } from './digests.repository.js';

const TICK_MS = 1_000;
const PRUNE_MS = 3_600_000;
/** What a delivery that is under way gets when the process stops, before it is cut short. */
const GRACE_MS = 5_000;

/** The delivery slots of this process. Rows say what is due, so nothing is lost with it, and jobs never wait for a receiver. */
@Injectable()
export class DeliveryWorker implements OnApplicationBootstrap, OnModuleDestroy {
  private readonly logger = new Logger('Delivery');
  private readonly running = new Set<Promise<void>>();
  private readonly stopping = new AbortController();
  private timer: NodeJS.Timeout | null = null;
  private picking = false;
  private stopped = false;
  private prunedAt = performance.now();

  constructor(
    private readonly orm: MikroORM,
    private readonly env: Env,
    private readonly deliveries: DeliveriesRepository,
    private readonly digests: DigestsRepository,
    private readonly channels: DeliveryChannels,
    private readonly runner: DeliveryRunner,
  ) {}

  onApplicationBootstrap(): void {
    if (this.channels.on.length > 0) this.timer = setInterval(() => void this.pick(), TICK_MS);
  }

  async onModuleDestroy(): Promise<void> {
    this.stopped = true;
    if (this.timer) clearInterval(this.timer);
    await Promise.race([Promise.allSettled(this.running), setTimeout(GRACE_MS, undefined, { ref: false })]);
    this.stopping.abort(new Error('The worker is stopping'));
    await Promise.allSettled(this.running);
  }

  /** Fills the free slots with what is due. */
  private async pick(): Promise<void> {
    const free = this.env.MAIL_CONCURRENCY - this.running.size;
    if (this.picking || this.stopped || free <= 0) return;
    this.picking = true;
    try {
      await this.inContext(async () => {
        await this.prune();
        await this.digests.gather(this.channels.on);
        for (const delivery of await this.deliveries.claim(this.channels.on, free)) this.start(delivery);
      });
    } finally {
      this.picking = false;
    }
  }

  private start(delivery: ClaimedDelivery): void {
    const run = this.inContext(() => this.runner.run(delivery, this.stopping.signal)).finally(() => {
      this.running.delete(run);
      void this.pick(); // the next one need not wait for the clock
    });
    this.running.add(run);
  }

  private async prune(): Promise<void> {
    if (performance.now() - this.prunedAt < PRUNE_MS) return;
    this.prunedAt = performance.now();
    await this.deliveries.prune();
  }

  private async inContext(work: () => Promise<void>): Promise<void> {
    try {
      await RequestContext.create(this.orm.em, work);
    } catch (error) {
      this.logger.error(error);
    }
  }
}
