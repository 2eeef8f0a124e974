import { setTimeout as sleep } from 'node:timers/promises';
import { Injectable } from '@nestjs/common';
import { SharedNotes } from '../politeness/shared-notes.js';
import { freshMs, FRESH_MS, type SitePolicy } from './site-policy.js';
import { SitePolicyReader } from './site-policy-reader.js';

const MAX_SITES = 5_000;
/** A process that reads a site's files has so long until another one does it, too. */
const READING_MS = 20_000;
const POLL_MS = 100;

/** What sites say to us. Each is read once for all processes and at most once at a time, and kept for a day. */
@Injectable()
export class SitePolicies {
  private readonly known = new Map<string, SitePolicy>();
  private readonly reading = new Map<string, Promise<SitePolicy>>();

  constructor(
    private readonly reader: SitePolicyReader,
    private readonly notes: SharedNotes,
  ) {}

  /** Never throws; a site that does not answer has a policy, too: `unreachable`. */
  async of(origin: string): Promise<SitePolicy> {
    const known = this.known.get(origin);
    if (known && freshMs(known) > 0) return known;
    let work = this.reading.get(origin);
    if (!work) {
      work = this.find(origin, known ?? null).finally(() => this.reading.delete(origin));
      this.reading.set(origin, work);
    }
    return work;
  }

  private async find(origin: string, old: SitePolicy | null): Promise<SitePolicy> {
    for (let since = performance.now(); ;) {
      const shared = await this.shared(origin);
      if (shared && freshMs(shared) > 0) return this.keep(origin, shared);
      const key = this.notes.key('reading', origin);
      const mine = await this.notes.ask((redis) =>
        redis.set(key, '1', 'PX', READING_MS, 'NX').then((set) => set ?? 'no'),
      );
      if (mine === 'no' && performance.now() - since < READING_MS) {
        await sleep(POLL_MS);
        continue;
      }
      const policy = await this.reader.read(origin, shared ?? old);
      await this.share(origin, policy);
      await this.notes.ask((redis) => redis.del(key));
      return this.keep(origin, policy);
    }
  }

  private async shared(origin: string): Promise<SitePolicy | null> {
    const text = await this.notes.ask((redis) => redis.get(this.notes.key('site', origin)));
    if (text === null) return null;
    const policy: SitePolicy = JSON.parse(text); // ours: nobody else writes there
    return policy;
  }

  /** Kept for twice as long as it is good for: an old copy can be confirmed, and stands in for a site that is down. */
  private async share(origin: string, policy: SitePolicy): Promise<void> {
    const ms = policy.unreachable ? freshMs(policy) : 2 * FRESH_MS;
    if (ms <= 0) return;
    await this.notes.ask((redis) => redis.set(this.notes.key('site', origin), JSON.stringify(policy), 'PX', ms));
  }

  private keep(origin: string, policy: SitePolicy): SitePolicy {
    this.known.delete(origin);
    this.known.set(origin, policy);
    for (const first of this.known.keys()) {
      if (this.known.size <= MAX_SITES) break;
      this.known.delete(first);
    }
    return policy;
  }
}
