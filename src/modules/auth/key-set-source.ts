import { Injectable, type OnApplicationShutdown } from '@nestjs/common';
import type { JSONWebKeySet } from 'jose';
import { Env } from '../../config/env.js';
import { FetchLimits } from '../../fetching/fetch-limits.js';
import { GuardedFetcher } from '../../fetching/guarded-fetcher.js';
import { HostResolver } from '../../fetching/host-resolver.js';
import { publicKeysOf } from './key-set.js';

const MAX_BYTES = 262_144;
/** For the whole request: users wait for it. */
const DEADLINE_MS = 3_000;

/**
 * Asks the auth server for its keys, under the rules of every request to the outside. By a fetcher of its own: signing
 * in must not queue behind pictures.
 */
@Injectable()
export class KeySetSource implements OnApplicationShutdown {
  private readonly fetcher: GuardedFetcher;

  constructor(env: Env) {
    const settings = Object.assign(new Env(), env, { FETCH_CONCURRENCY: 2, FETCH_HOST_CONCURRENCY: 2 });
    this.fetcher = new GuardedFetcher(settings, new FetchLimits(), new HostResolver());
  }

  /** Milliseconds; the clock by which its keys grow old. */
  now(): number {
    return performance.now();
  }

  /** Throws FetchFailure, or Error for what is no key set. */
  async load(url: string): Promise<JSONWebKeySet> {
    const { body } = await this.fetcher.fetch({
      url,
      accept: 'application/json',
      maxBytes: MAX_BYTES,
      maxRedirects: 0,
      deadlineMs: DEADLINE_MS,
      signal: AbortSignal.timeout(DEADLINE_MS),
    });
    const reply: unknown = JSON.parse(body.toString('utf8'));
    return publicKeysOf(reply);
  }

  onApplicationShutdown(): Promise<void> {
    return this.fetcher.close();
  }
}
