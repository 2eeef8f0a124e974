import type { IncomingHttpHeaders } from 'node:http';
import { Injectable } from '@nestjs/common';
import { Env } from '../../config/env.js';
import { FetchFailure } from '../fetch-failure.js';
import type { FetchAnswer, FetchRequest } from '../fetch-request.js';
import { GuardedFetcher } from '../guarded-fetcher.js';
import { appliedRule } from '../opt-out/applied-rule.js';
import { headVerdict } from '../opt-out/head-verdict.js';
import { productToken } from '../robots/parse-robots.js';
import { forbiddenBy, trainingRefusedBy } from '../robots/robots-rules.js';
import { RuleApplied } from './rule-applied.js';
import { SitePolicies } from './site-policies.js';
import type { SitePolicy } from './site-policy.js';

/** What is fetched decides which rules hold: pages are read for their links only, pictures are used. */
export interface SiteRequest extends Omit<FetchRequest, 'before' | 'onHead' | 'method' | 'body' | 'anyStatus'> {
  use: 'picture' | 'page';
  /** A further rule that may refuse an address, redirects included: throws FetchFailure. */
  refuse?: (url: URL) => Promise<void>;
}

/**
 * Fetches what lies on other people's sites as their owners want it: robots.txt and its crawl delay on every hop, and
 * for pictures the opt-out signals of the answer's head, before the body is read. APIs that we are clients of are asked
 * by GuardedFetcher alone.
 */
@Injectable()
export class SiteFetcher {
  private readonly token: string;

  constructor(
    private readonly fetcher: GuardedFetcher,
    private readonly sites: SitePolicies,
    private readonly env: Env,
  ) {
    this.token = productToken(env.USER_AGENT);
  }

  /** Throws RuleApplied when a rule forbids it, other FetchFailures, and the signal's reason. */
  async fetch({ use, refuse, ...request }: SiteRequest): Promise<FetchAnswer> {
    if (this.env.ROBOTS !== 'obey' && this.env.OPT_OUT !== 'obey') {
      return this.fetcher.fetch({ ...request, before: async (url) => (await refuse?.(url), 0) });
    }
    const policies = new Map<string, SitePolicy>();
    const before = async (url: URL): Promise<number> => {
      await refuse?.(url);
      // read once: whoever asks again holds a slot that reading it would need
      const policy = policies.get(url.origin) ?? (await this.sites.of(url.origin));
      request.signal?.throwIfAborted();
      policies.set(url.origin, policy);
      this.check(url, policy, use);
      return policy.robots?.crawlDelayMs ?? 0;
    };
    const onHead = (url: URL, headers: IncomingHttpHeaders): void => {
      const rule = headVerdict(url, headers, policies.get(url.origin)?.tdm ?? [], this.token);
      if (rule) throw new RuleApplied('opted_out', rule, 200);
    };
    const refuses = use === 'picture' && this.env.OPT_OUT === 'obey';
    return this.fetcher.fetch({ ...request, before, ...(refuses && { onHead }) });
  }

  private check(url: URL, { robots, unreachable, fetchedAt }: SitePolicy, use: SiteRequest['use']): void {
    if (unreachable) {
      const { reason, detail, retryAfterMs } = unreachable;
      throw new FetchFailure(reason, `robots.txt: ${detail}`, null, retryAfterMs);
    }
    if (!robots) return;
    const file = `${url.origin}/robots.txt`;
    const path = url.pathname + url.search;
    const line = forbiddenBy(robots, path);
    if (line) throw new RuleApplied('robots', appliedRule('robots_txt', line.text, file, fetchedAt));
    const training = use === 'picture' && this.env.OPT_OUT === 'obey' ? trainingRefusedBy(robots, path) : null;
    if (!training) return;
    const signal = training.text.startsWith('Content-Usage') ? 'content_usage' : 'content_signal';
    throw new RuleApplied('opted_out', appliedRule(signal, training.text, file, fetchedAt));
  }
}
