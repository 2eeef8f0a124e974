import { Redis } from 'ioredis';
import type { Env } from '../../src/config/env.js';
import { FetchLimits } from '../../src/fetching/fetch-limits.js';
import { GuardedFetcher } from '../../src/fetching/guarded-fetcher.js';
import { HostResolver } from '../../src/fetching/host-resolver.js';
import { SharedNotes } from '../../src/fetching/politeness/shared-notes.js';
import { SiteFetcher } from '../../src/fetching/site/site-fetcher.js';
import { SitePolicies } from '../../src/fetching/site/site-policies.js';
import { SitePolicyReader } from '../../src/fetching/site/site-policy-reader.js';
import { QueueConnections } from '../../src/queue/queue-connections.js';

/** The product's fetcher with its address rules and manners, without Redis: this process is polite by itself. */
export function openFetcher(env: Env, limits = new FetchLimits()) {
  const guarded = new GuardedFetcher(env, limits, new HostResolver());
  const notes = new SharedNotes(env, new NoConnections(env));
  const policies = new SitePolicies(new SitePolicyReader(guarded, env), notes);
  return { fetcher: new SiteFetcher(guarded, policies, env), close: () => guarded.close() };
}

class NoConnections extends QueueConnections {
  override open(): Redis {
    const redis = new Redis({ lazyConnect: true });
    redis.disconnect(); // every command fails at once, and nothing is dialled
    return redis;
  }
}
