import { Injectable, Logger, type OnApplicationShutdown } from '@nestjs/common';
import { Redis } from 'ioredis';
import { Env } from '../config/env.js';
import { redisOptions } from './redis-options.js';

/** The process's own connection to Redis, beside those of the queues. Redis may be away at any time. */
@Injectable()
export class RedisClient implements OnApplicationShutdown {
  private readonly logger = new Logger('Redis');
  private readonly redis: Redis;
  private readonly prefix: string;
  private isDown = false;

  constructor(env: Env) {
    this.prefix = env.QUEUE_PREFIX;
    this.redis = new Redis({ ...redisOptions(env.REDIS_URL), enableReadyCheck: false });
    // without a listener an error would end the process; once per outage is enough to read
    this.redis.on('error', (error) => {
      if (!this.isDown) this.logger.warn(`not reachable: ${error.message}`);
      this.isDown = true;
    });
    this.redis.on('ready', () => {
      if (this.isDown) this.logger.log('reachable again');
      this.isDown = false;
    });
  }

  /** Never throws; false after a second without an answer. */
  async isUp(): Promise<boolean> {
    return within(1_000, this.redis.ping()).then(
      (answer) => answer === 'PONG',
      () => false,
    );
  }

  /** Bells of a queue that no worker has heard yet. Never throws; null without an answer in half a second. */
  async waitingIn(queue: string): Promise<number | null> {
    return within(500, this.redis.llen(`${this.prefix}:${queue}:wait`)).catch(() => null);
  }

  /** What Redis does when it is full; throws when it is away or does not tell. */
  async evictionPolicy(): Promise<string> {
    await this.whenReady();
    const answer: unknown = await within(1_000, this.redis.config('GET', 'maxmemory-policy'));
    const policy: unknown = Array.isArray(answer) ? answer[1] : undefined;
    if (typeof policy !== 'string') throw new Error('CONFIG GET maxmemory-policy answered nothing');
    return policy;
  }

  onApplicationShutdown(): void {
    this.redis.disconnect();
  }

  /** Rejects when there is no connection after two seconds. */
  private async whenReady(): Promise<void> {
    if (this.redis.status === 'ready') return;
    await within(2_000, new Promise((resolve) => this.redis.once('ready', resolve)));
  }
}

async function within<T>(milliseconds: number, work: Promise<T>): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const timeout = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error(`no answer within ${milliseconds} ms`)), milliseconds);
  });
  return Promise.race([work, timeout]).finally(() => clearTimeout(timer));
}
