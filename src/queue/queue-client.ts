import Bull from 'bull';
import { Redis, type RedisOptions } from 'ioredis';
import { redisOptions } from './redis-options.js';

/**
 * Bull does not look at the outcome of naming a worker's connection, which lists of workers show. With Redis away, or a process
 * that ends before, Node would end the process for the unhandled rejection, and its running jobs with it.
 */
const setWorkerName: unknown = Reflect.get(Bull.prototype, 'setWorkerName');
if (typeof setWorkerName !== 'function') throw new Error('This version of Bull names its workers elsewhere');
Reflect.set(Bull.prototype, 'setWorkerName', function (this: object): Promise<void> {
  return Promise.resolve(Reflect.apply(setWorkerName, this, [])).catch(() => {});
});

/** Bull reconnects it while it closes, and looks at the outcome only after the last job has ended: too late for Node as well. */
class BlockingRedis extends Redis {
  override async connect(): Promise<void> {
    await super.connect().catch(() => {}); // the error event has told it
  }
}

/**
 * A connection as Bull asks for it. The client rings and must fail fast; the blocking client and the subscriber belong to
 * workers, which have nothing better to do than to wait until Redis is back.
 */
export function queueClient(
  type: 'client' | 'subscriber' | 'bclient',
  redisUrl: string,
  more: RedisOptions = {},
): Redis {
  const options = { ...redisOptions(redisUrl), ...more };
  if (type === 'client') return new Redis(options);
  const waiting = { ...options, enableOfflineQueue: true, maxRetriesPerRequest: null, enableReadyCheck: false };
  return type === 'bclient' ? new BlockingRedis(waiting) : new Redis(waiting);
}
