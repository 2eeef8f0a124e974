import { Resolver } from 'node:dns/promises';
import type { LookupAddress } from 'node:dns';
import { FetchFailure } from './fetch-failure.js';

/**
 * All addresses of a name, IPv4 first. Asks the name servers directly instead of through getaddrinfo, which would hold
 * one of libuv's few threads (file writes need them too) for as long as a broken name server keeps silent.
 */
export class HostResolver {
  private readonly resolver = new Resolver({ timeout: 2_000, tries: 2 });

  /** Throws FetchFailure `dns` when the name has no address. */
  async resolve(hostname: string): Promise<LookupAddress[]> {
    const [v4, v6] = await Promise.allSettled([this.resolver.resolve4(hostname), this.resolver.resolve6(hostname)]);
    const found = [...addresses(v4, 4), ...addresses(v6, 6)];
    if (found.length > 0) return found;
    const cause: unknown = v4.status === 'rejected' ? v4.reason : undefined;
    throw new FetchFailure('dns', 'the host name does not resolve', null, null, { cause });
  }
}

function addresses(result: PromiseSettledResult<string[]>, family: 4 | 6): LookupAddress[] {
  return result.status === 'fulfilled' ? result.value.map((address) => ({ address, family })) : [];
}
