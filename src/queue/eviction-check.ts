import { Injectable, Logger, type OnModuleInit } from '@nestjs/common';
import { RedisClient } from './redis-client.js';

/** Stops a worker that would use a Redis which throws keys away when it is full: a queue's keys among them. */
@Injectable()
export class EvictionCheck implements OnModuleInit {
  private readonly logger = new Logger('Redis');

  constructor(private readonly redis: RedisClient) {}

  async onModuleInit(): Promise<void> {
    let policy: string;
    try {
      policy = await this.redis.evictionPolicy();
    } catch (error) {
      // managed services forbid CONFIG, and work is also found without Redis
      this.logger.warn(`maxmemory-policy not checked, it must be noeviction: ${String(error)}`);
      return;
    }
    if (policy !== 'noeviction') {
      throw new Error(`Redis has maxmemory-policy ${policy} and may lose queued work; set it to noeviction`);
    }
  }
}
