import { Socket } from 'node:net';
import { buildConnector } from 'undici';
import type { AddressRules } from './address-rules.js';
import { asFetchFailure } from './fetch-error.js';
import type { FetchLimits } from './fetch-limits.js';
import { guardedLookup } from './guarded-lookup.js';
import type { HostResolver } from './host-resolver.js';

/**
 * Opens sockets to checked addresses only. The check sits inside the connect path and the checked addresses are the
 * ones that are dialled, so a name cannot answer differently between check and use.
 */
export class GuardedConnector {
  private open = 0;
  private readonly guarded: buildConnector.connector;
  private readonly unguarded: buildConnector.connector;

  constructor(
    private readonly rules: AddressRules,
    resolver: HostResolver,
    limits: FetchLimits,
  ) {
    const options = { timeout: limits.connectMs, allowH2: false, maxCachedSessions: 100 };
    this.guarded = buildConnector({ ...options, lookup: guardedLookup(rules, resolver) });
    this.unguarded = buildConnector(options);
  }

  /** Sockets that are connecting, in use or kept alive. */
  get openSockets(): number {
    return this.open;
  }

  readonly connect: buildConnector.connector = (target, callback) => {
    if (this.rules.isAllowed(target.protocol, target.hostname, target.port)) {
      this.count(this.unguarded(target, callback));
      return;
    }
    try {
      // A literal address never reaches `lookup`.
      const host = target.hostname.includes(':') ? `[${target.hostname.replace(/^\[|\]$/g, '')}]` : target.hostname;
      this.rules.checkUrl(new URL(`${target.protocol}//${host}${target.port ? `:${target.port}` : ''}`));
    } catch (error) {
      callback(asFetchFailure(error), null);
      return;
    }
    const socket = this.guarded(target, (error, connected) => {
      if (error) return callback(error, null);
      try {
        this.rules.checkAddress(connected.remoteAddress);
      } catch (refusal) {
        connected.destroy();
        return callback(asFetchFailure(refusal), null);
      }
      return callback(null, connected);
    });
    this.count(socket);
  };

  /** undici's connector hands back the socket it opens, although its type says nothing of it. */
  private count(socket: unknown): void {
    if (!(socket instanceof Socket)) return;
    this.open += 1;
    socket.once('close', () => (this.open -= 1));
  }
}
