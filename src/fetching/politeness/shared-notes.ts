import { Injectable, Logger } from '@nestjs/common';
import type { Redis } from 'ioredis';
import { Env } from '../../config/env.js';
import { QueueConnections } from '../../queue/queue-connections.js';

const PATIENCE_MS = 100;
/** A process that was busy itself has so long to read what has come meanwhile. */
const GRACE_MS = 50;
/** After so many failures in a row Redis is not asked at all for a while. */
const FAILURES = 3;
const REST_MS = 1_000;
/** What is to be told again; older words are forgotten, as every note ends by itself. */
const MOST_OWED = 10_000;

/** What the processes tell each other about hosts, in Redis. Without it each goes by what it knows itself. */
@Injectable()
export class SharedNotes {
  private readonly logger = new Logger('Politeness');
  private readonly redis: Redis;
  private readonly prefix: string;
  private failures = 0;
  private failedAt = 0;
  private restUntil = 0;
  private owed: ((redis: Redis) => Promise<unknown>)[] = [];

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
    const askedAt = performance.now();
    if (askedAt < this.restUntil) return null;
    try {
      const answer = await soon(work(this.redis));
      this.failures = 0;
      for (const told of this.owed.splice(0)) this.tell(told);
      return answer;
    } catch (error) {
      if (askedAt > this.failedAt) this.noteFailure(error); // else of the same moment as the last one
      return null;
    }
  }

  /** Says what others wait for: however late, and again when Redis did not hear it. Never throws. */
  tell(work: (redis: Redis) => Promise<unknown>): void {
    work(this.redis).catch(() => {
      this.owed.push(work);
      if (this.owed.length > MOST_OWED) this.owed.shift();
    });
  }

  private noteFailure(error: unknown): void {
    this.failedAt = performance.now();
    this.failures++;
    if (this.failures === FAILURES) this.logger.warn(`hosts are known to this process only: ${String(error)}`);
    if (this.failures >= FAILURES) this.restUntil = this.failedAt + REST_MS;
  }
}

async function soon<T>(work: Promise<T>): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    const giveUp = (): void => reject(new Error(`no answer within ${PATIENCE_MS} ms`));
    timer = setTimeout(() => (timer = setTimeout(giveUp, GRACE_MS)), PATIENCE_MS);
  });
  return Promise.race([work, late]).finally(() => clearTimeout(timer));
}
