import { Injectable, Logger } from '@nestjs/common';
import type { Redis } from 'ioredis';
import { Env } from '../../config/env.js';
import { QueueConnections } from '../../queue/queue-connections.js';

const PATIENCE_MS = 100;
/** After so many failures in a row Redis is not asked at all for a while. */
const FAILURES = 3;
const REST_MS = 1_000;

/** What the processes tell each other about hosts, in Redis. Without it each goes by what it knows itself. */
@Injectable()
export class SharedNotes {
  private readonly logger = new Logger('Politeness');
  private readonly redis: Redis;
  private readonly prefix: string;
  private failures = 0;
  private restUntil = 0;

  constructor(env: Env, connections: QueueConnections) {
    this.redis = connections.open('client', { enableAutoPipelining: true }); // many small questions at a time
    this.prefix = `${env.QUEUE_PREFIX}:fetch:`;
  }

  /** The key of a note: all of them end by themselves. */
  key(...parts: string[]): string {
    return this.prefix + parts.join(':');
  }

  /** Never throws; null when Redis gives no answer in 100 ms, and for a second after three such times. */
  async ask<T>(work: (redis: Redis) => Promise<T>): Promise<T | null> {
    if (performance.now() < this.restUntil) return null;
    try {
      const answer = await soon(work(this.redis));
      this.failures = 0;
      return answer;
    } catch (error) {
      this.failures++;
      if (this.failures === FAILURES) this.logger.warn(`hosts are known to this process only: ${String(error)}`);
      if (this.failures >= FAILURES) this.restUntil = performance.now() + REST_MS;
      return null;
    }
  }
}

/** An answer that has arrived in time counts, even when a busy process has not read it yet. */
async function soon<T>(work: Promise<T>): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => setImmediate(() => reject(new Error(`no answer within ${PATIENCE_MS} ms`))), PATIENCE_MS);
  });
  return Promise.race([work, late]).finally(() => clearTimeout(timer));
}
