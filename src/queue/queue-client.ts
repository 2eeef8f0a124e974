import { Redis } from 'ioredis';
import { redisOptions } from './redis-options.js';

/**
 * Bull reconnects its blocking client while it closes, and looks at the outcome only after the last job has ended.
 * With Redis away, Node would have ended the process for the unhandled rejection by then, and the job with it.
 */
class BlockingRedis extends Redis {
  override async connect(): Promise<void> {
    await super.connect().catch(() => {}); // the error event has told it
  }
}

/**
 * A connection as Bull asks for it. The client rings and must fail fast; the blocking client and the subscriber belong to
 * workers, which have nothing better to do than to wait until Redis is back.
 */
export function queueClient(type: 'client' | 'subscriber' | 'bclient', redisUrl: string): Redis {
  const options = redisOptions(redisUrl);
  if (type === 'client') return new Redis(options);
  const waiting = { ...options, enableOfflineQueue: true, maxRetriesPerRequest: null, enableReadyCheck: false };
  return type === 'bclient' ? new BlockingRedis(waiting) : new Redis(waiting);
}
