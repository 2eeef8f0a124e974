import type { RedisOptions } from 'ioredis';

/**
 * How every connection to Redis is made. A command fails at once while Redis is away instead of waiting for it
 * (Bull's own default lets an API request hang for minutes): rows are the truth, a lost ring costs a second.
 * Bull lifts the retry limit on the connections that block by design.
 */
export function redisOptions(redisUrl: string): RedisOptions {
  const url = new URL(redisUrl);
  return {
    host: url.hostname.replace(/^\[|\]$/g, ''), // IPv6 addresses come in brackets
    port: Number(url.port || 6379),
    ...(url.username && { username: decodeURIComponent(url.username) }),
    ...(url.password && { password: decodeURIComponent(url.password) }),
    db: Number(url.pathname.slice(1) || 0),
    ...(url.protocol === 'rediss:' && { tls: {} }),
    enableOfflineQueue: false,
    maxRetriesPerRequest: 1,
    connectTimeout: 2_000,
    retryStrategy: (attempt: number) => Math.min(attempt * 100, 2_000),
  };
}
