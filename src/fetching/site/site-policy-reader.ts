import { Injectable } from '@nestjs/common';
import { Env } from '../../config/env.js';
import { FetchFailure } from '../fetch-failure.js';
import type { FetchAnswer } from '../fetch-request.js';
import { GuardedFetcher } from '../guarded-fetcher.js';
import { parseTdmRep } from '../opt-out/tdm-reservation.js';
import { MAX_ROBOTS_BYTES, parseRobots, productToken } from '../robots/parse-robots.js';
import type { SitePolicy, Unreachable } from './site-policy.js';
import { retryAfterMs } from '../retry-after.js';

const MAX_TDM_BYTES = 262_144;
/** Candidates wait for it. */
const DEADLINE_MS = 15_000;

/** Reads /robots.txt and /.well-known/tdmrep.json of a site. */
@Injectable()
export class SitePolicyReader {
  constructor(
    private readonly fetcher: GuardedFetcher,
    private readonly env: Env,
  ) {}

  /** `known`: an old copy; it is kept when the site says that it has not changed, or cannot be read now. Never throws. */
  async read(origin: string, known: SitePolicy | null): Promise<SitePolicy> {
    const robots = this.env.ROBOTS === 'obey' ? await this.robots(origin, known) : NO_RULES;
    // a site that does not even answer this is not asked for more
    const tdm = this.env.OPT_OUT === 'obey' && !robots.unreachable ? await this.tdm(origin, known) : [];
    return { ...robots, tdm, fetchedAt: new Date().toISOString() };
  }

  private async robots(origin: string, known: SitePolicy | null): Promise<Omit<SitePolicy, 'tdm' | 'fetchedAt'>> {
    const validators = {
      ...(known?.etag && { 'if-none-match': known.etag }),
      ...(known?.lastModified && { 'if-modified-since': known.lastModified }),
    };
    try {
      const answer = await this.ask(`${origin}/robots.txt`, MAX_ROBOTS_BYTES, validators);
      if (answer.status === 304 && known) return known;
      if (answer.status === 429 || answer.status >= 500) {
        const reason = answer.status === 429 ? 'rate_limited' : 'http_error';
        return unreachable(
          { reason, detail: `status ${answer.status}`, retryAfterMs: retryAfterMs(answer.headers) },
          known,
        );
      }
      if (answer.status < 200 || answer.status > 299) return NO_RULES; // RFC 9309: unavailable is no rule
      const text = answer.body.toString('utf8');
      return {
        robots: parseRobots(text, productToken(this.env.USER_AGENT)),
        unreachable: null,
        etag: answer.headers['etag'] ?? null,
        lastModified: answer.headers['last-modified'] ?? null,
      };
    } catch (error) {
      if (!(error instanceof FetchFailure)) throw error;
      // what the address rules refuse or sends us in circles has no rules; the picture meets the same rules itself
      if (error.reason === 'blocked_address' || error.reason === 'too_many_redirects') return NO_RULES;
      return unreachable({ reason: error.reason, detail: error.message, retryAfterMs: error.retryAfterMs }, known);
    }
  }

  private async tdm(origin: string, known: SitePolicy | null): Promise<SitePolicy['tdm']> {
    try {
      const answer = await this.ask(`${origin}/.well-known/tdmrep.json`, MAX_TDM_BYTES);
      return answer.status === 200 ? parseTdmRep(answer.body.toString('utf8')) : [];
    } catch (error) {
      if (!(error instanceof FetchFailure)) throw error;
      return known?.tdm ?? [];
    }
  }

  private ask(url: string, maxBytes: number, headers: Record<string, string> = {}): Promise<FetchAnswer> {
    return this.fetcher.fetch({ url, headers, maxBytes, truncate: true, anyStatus: true, deadlineMs: DEADLINE_MS });
  }
}

const NO_RULES = { robots: null, unreachable: null, etag: null, lastModified: null };

/** An old copy goes on for as long as the site cannot tell a new one. */
function unreachable(why: Unreachable, known: SitePolicy | null): Omit<SitePolicy, 'tdm' | 'fetchedAt'> {
  if (known && !known.unreachable) return known;
  return { ...NO_RULES, unreachable: why };
}
