import { Injectable, Logger } from '@nestjs/common';
import type { Redis } from 'ioredis';
import { Env } from '../../config/env.js';
import { QueueConnections } from '../../queue/queue-connections.js';
import { RedisScript } from '../../queue/redis-script.js';

export interface WindowCount {
  /** Requests of the window, this one included. */
  count: number;
  /** Milliseconds until the window ends. */
  leftMs: number;
}

/** Milliseconds that a request waits for Redis at most. */
const PATIENCE_MS = 50;
/** After so many failures in a row Redis is not asked at all for a while: nobody should wait for nothing. */
const FAILURES = 3;
const REST_MS = 1_000;

/** Counts and reads the window's end in one step; a counter that lost its end gets a new one. */
const COUNT = new RedisScript(`
local count = redis.call('INCR', KEYS[1])
local left = -1
if count > 1 then left = redis.call('PTTL', KEYS[1]) end
if left < 0 then
  left = tonumber(ARGV[1])
  redis.call('PEXPIRE', KEYS[1], left)
end
return { count, left }`);

/** Counters of requests in Redis, one key per bucket, which ends by itself. */
@Injectable()
export class RateLimitStore {
  private readonly logger = new Logger('RateLimit');
  private readonly redis: Redis;
  private readonly prefix: string;
  private failures = 0;
  private restUntil = 0;

  constructor(env: Env, connections: QueueConnections) {
    this.redis = connections.open('client');
    this.prefix = `${env.QUEUE_PREFIX}:rate:`;
  }

  /** Counts a request; null when Redis cannot tell, which takes 50 ms at most. */
  async count(bucket: string, windowMs: number): Promise<WindowCount | null> {
    if (performance.now() < this.restUntil) return null;
    try {
      const answer: unknown = await soon(COUNT.run(this.redis, [this.prefix + bucket], [windowMs]));
      const [count, leftMs] = Array.isArray(answer) ? answer.map(Number) : [];
      if (count === undefined || leftMs === undefined) throw new Error('Redis answered no counter');
      this.failures = 0;
      return { count, leftMs };
    } catch (error) {
      this.noteFailure(error);
      return null;
    }
  }

  private noteFailure(error: unknown): void {
    this.failures++;
    if (this.failures < FAILURES) return;
    if (this.failures === FAILURES) this.logger.warn(`requests pass uncounted: ${String(error)}`);
    this.restUntil = performance.now() + REST_MS;
  }
}

/** Rejects after PATIENCE_MS. An answer that has arrived by then counts, even when a busy process has not read it yet. */
async function soon<T>(work: Promise<T>): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const timeout = new Promise<never>((_, reject) => {
    timer = setTimeout(() => setImmediate(() => reject(new Error(`no answer within ${PATIENCE_MS} ms`))), PATIENCE_MS);
  });
  return Promise.race([work, timeout]).finally(() => clearTimeout(timer));
}
