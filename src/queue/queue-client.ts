import { Redis } from 'ioredis';
import { redisOptions } from './redis-options.js';

/**
 * Bull does not look at every outcome of its blocking client. Node would end the process for the unhandled rejection, and
 * its running jobs with it.
 */
class BlockingRedis extends Redis {
  /** Bull reconnects while it closes, and looks at it only after the last job has ended. */
  override async connect(): Promise<void> {
    await super.connect().catch(() => {}); // the error event has told it
  }

  /** Bull names the connection, for lists of workers, and never looks whether it could: a process may end before. */
  override sendCommand(...parameters: Parameters<Redis['sendCommand']>): unknown {
    const answer = super.sendCommand(...parameters);
    const [command] = parameters;
    return command.name === 'client' ? Promise.resolve(answer).catch(() => null) : answer;
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
