import { Redis } from 'ioredis';
import { Env } from '../../config/env.js';
import { QueueConnections } from '../../queue/queue-connections.js';
import { SharedNotes } from '../politeness/shared-notes.js';

/** Notes of a process whose Redis is away. */
export function noNotes(): SharedNotes {
  class Nowhere extends QueueConnections {
    override open(): Redis {
      const redis = new Redis({ lazyConnect: true });
      redis.disconnect(); // every command fails at once, and nothing is dialled
      return redis;
    }
  }
  const env = new Env();
  return new SharedNotes(env, new Nowhere(env));
}
