import { Resolver } from 'node:dns/promises';
import type { LookupAddress } from 'node:dns';
import { FetchFailure } from './fetch-failure.js';

/** An answer is kept as long as it says, within these bounds; that a name has no address is kept for a moment. */
const MIN_KEPT_MS = 5_000;
const MAX_KEPT_MS = 300_000;
const FAILURE_KEPT_MS = 2_000;
const MAX_NAMES = 10_000;

interface Answer {
  addresses: LookupAddress[];
  failure: unknown;
  keptMs: number;
}

/**
 * All addresses of a name, IPv4 first. Asks the name servers directly instead of through getaddrinfo, which would hold
 * one of libuv's few threads (file writes need them too) for as long as a broken name server keeps silent. Answers are
 * remembered unchecked: whoever dials checks them each time.
 */
export class HostResolver {
  private readonly resolver = new Resolver({ timeout: 2_000, tries: 2 });
  private readonly known = new Map<string, { answer: Promise<Answer>; until: number }>();

  /** Throws FetchFailure `dns` when the name has no address. */
  async resolve(hostname: string): Promise<LookupAddress[]> {
    const { addresses, failure } = await this.remembered(hostname.toLowerCase());
    if (addresses.length > 0) return addresses;
    throw new FetchFailure('dns', 'the host name does not resolve', null, null, { cause: failure });
  }

  /** Milliseconds on a clock that only goes forward. */
  protected now(): number {
    return performance.now();
  }

  /** One question; rejects as node:dns does. */
  protected ask(hostname: string, family: 4 | 6): Promise<{ address: string; ttl: number }[]> {
    return family === 4
      ? this.resolver.resolve4(hostname, { ttl: true })
      : this.resolver.resolve6(hostname, { ttl: true });
  }

  private remembered(hostname: string): Promise<Answer> {
    const known = this.known.get(hostname);
    if (known && known.until > this.now()) return known.answer;
    const answer = this.both(hostname);
    const entry = { answer, until: Number.POSITIVE_INFINITY }; // those who ask meanwhile share it
    this.known.delete(hostname);
    this.known.set(hostname, entry);
    void answer.then(({ keptMs }) => (entry.until = this.now() + keptMs));
    for (const oldest of this.known.keys()) {
      if (this.known.size <= MAX_NAMES) break;
      this.known.delete(oldest);
    }
    return answer;
  }

  private async both(hostname: string): Promise<Answer> {
    const [v4, v6] = await Promise.allSettled([this.ask(hostname, 4), this.ask(hostname, 6)]);
    const found = [...records(v4, 4), ...records(v6, 6)];
    const addresses = found.map(({ address, family }) => ({ address, family }));
    if (found.length === 0) {
      const failure: unknown = v4.status === 'rejected' ? v4.reason : undefined;
      return { addresses, failure, keptMs: FAILURE_KEPT_MS };
    }
    const ttl = 1_000 * Math.min(...found.map((record) => record.ttl));
    return { addresses, failure: null, keptMs: Math.min(Math.max(ttl, MIN_KEPT_MS), MAX_KEPT_MS) };
  }
}

function records(result: PromiseSettledResult<{ address: string; ttl: number }[]>, family: 4 | 6) {
  return result.status === 'fulfilled' ? result.value.map((record) => ({ ...record, family })) : [];
}
