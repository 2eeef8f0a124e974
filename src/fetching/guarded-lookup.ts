import type { LookupFunction } from 'node:net';
import type { AddressRules } from './address-rules.js';
import { asFetchFailure } from './fetch-error.js';
import type { HostResolver } from './host-resolver.js';

/**
 * A lookup for sockets that answers only when every address of the name is public; the socket dials what it is told
 * here, so nothing can change between the check and the connection.
 */
export function guardedLookup(rules: AddressRules, resolver: HostResolver): LookupFunction {
  const answer = async (hostname: string, all: boolean, callback: Parameters<LookupFunction>[2]): Promise<void> => {
    try {
      const found = await resolver.resolve(hostname);
      for (const { address } of found) rules.checkAddress(address);
      const first = found[0];
      if (all) callback(null, found);
      else callback(null, first?.address ?? '', first?.family);
    } catch (error) {
      callback(asFetchFailure(error), '');
    }
  };
  return (hostname, options, callback) => void answer(hostname, options.all === true, callback);
}
