import { Redis } from 'ioredis';
import { redisOptions } from './redis-options.js';

/**
 * A connection as Bull asks for it. The client rings and must fail fast; the blocking client and the subscriber belong to
 * workers, which have nothing better to do than to wait until Redis is back.
 */
export function queueClient(type: 'client' | 'subscriber' | 'bclient', redisUrl: string): Redis {
  const options = redisOptions(redisUrl);
  if (type === 'client') return new Redis(options);
  return new Redis({ ...options, enableOfflineQueue: true, maxRetriesPerRequest: null, enableReadyCheck: false });
}
