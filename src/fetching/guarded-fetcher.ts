import type { IncomingHttpHeaders } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import { Injectable, type OnApplicationShutdown } from '@nestjs/common';
import { Env } from '../config/env.js';
import { AddressRules } from './address-rules.js';
import { exchange } from './exchange.js';
import type { ExchangeAnswer } from './exchange-request.js';
import { FetchFailure } from './fetch-failure.js';
import { FetchLimits } from './fetch-limits.js';
import type { FetchAnswer, FetchRequest } from './fetch-request.js';
import { GuardedConnector } from './guarded-connector.js';
import { HostResolver } from './host-resolver.js';
import { HostSlots } from './host-slots.js';
import { OriginPools } from './origin-pools.js';
import { HostGate, type Visit } from './politeness/host-gate.js';
import { headersFor, redirectTarget } from './redirect.js';
import { requestHeaders } from './request-headers.js';
import { notNow, visitOf, visitWithout } from './refusal.js';
import { retryAfterMs } from './retry-after.js';
import { statusFailure } from './status-failure.js';
import { TransferSlots, type TransferSlot } from './transfer-slots.js';

/** A request that would have to wait longer for its host's pace is better tried later. */
const PATIENCE_MS = 2_000;
/** After so long in the queue it is asked once more whether the address may be fetched. */
const STALE_MS = 500;
/** So long all processes together may keep a host busy before a request gives up waiting. */
const BUSY_MS = 10_000;

/**
 * The only way to the outside: address rules on every hop, limits on time and size, bounded concurrency, and no
 * request to a host inside the pause that its Retry-After asked for.
 *
 * Memory: at most `FETCH_CONCURRENCY` bodies of at most their `maxBytes`, one more while a buffer grows, and about
 * 150 KB each for headers, socket and decoder. Sockets: about 3 × `FETCH_CONCURRENCY`, and one for each silent host that
 * is waited for (see TransferSlots); idle ones live 4–10 s, and those beyond twice the concurrency close with their answer.
 */
@Injectable()
export class GuardedFetcher implements OnApplicationShutdown {
  private readonly rules: AddressRules;
  private readonly connector: GuardedConnector;
  private readonly pools: OriginPools;
  private readonly hosts: HostSlots;
  private readonly transfers: TransferSlots;

  constructor(
    private readonly env: Env,
    private readonly limits: FetchLimits,
    resolver: HostResolver,
    private readonly gate: HostGate = new HostGate(env.FETCH_HOST_CONCURRENCY),
  ) {
    this.rules = new AddressRules(env.FETCH_ALLOW);
    this.hosts = new HostSlots(env.FETCH_HOST_CONCURRENCY);
    this.transfers = new TransferSlots(env.FETCH_CONCURRENCY);
    this.connector = new GuardedConnector(this.rules, resolver, limits);
    this.pools = new OriginPools({
      connect: this.connector.connect,
      connections: env.FETCH_HOST_CONCURRENCY,
      pipelining: 1,
      allowH2: false, // every limit here is about one request on one socket
      maxHeaderSize: limits.maxHeaderBytes,
      headersTimeout: limits.headersMs,
      bodyTimeout: limits.idleMs,
      keepAliveTimeout: 4_000,
      keepAliveMaxTimeout: 10_000,
    });
  }

  /** Throws FetchFailure; when `signal` aborts, the signal's reason. */
  async fetch(request: FetchRequest): Promise<FetchAnswer> {
    const maxRedirects = request.method === 'POST' ? 0 : (request.maxRedirects ?? this.limits.maxRedirects);
    const visited = new Set<string>();
    let left = request.deadlineMs ?? this.limits.deadlineMs;
    let url = this.parse(request.url);
    let headers = requestHeaders(request, this.env.USER_AGENT);
    for (;;) {
      visited.add(url.href);
      const { answer, elapsedMs, release } = await this.hop(url, headers, request, left);
      let next: URL | null;
      try {
        const follow = request.method !== 'POST' && (maxRedirects > 0 || request.anyStatus !== true);
        next = follow ? redirectTarget(url, answer.status, answer.headers['location']) : null;
        if (!next) {
          const final = this.judge(url, answer, request.anyStatus === true);
          await request.consume?.(final);
          return final;
        }
      } finally {
        release();
      }
      if (visited.has(next.href)) throw new FetchFailure('too_many_redirects', 'redirect loop', answer.status);
      if (visited.size > maxRedirects) {
        throw new FetchFailure('too_many_redirects', `more than ${maxRedirects} redirects`, answer.status);
      }
      headers = headersFor(url, next, headers);
      url = next;
      left -= elapsedMs;
    }
  }

  /** Sockets that are connecting, in use or kept alive. */
  get openSockets(): number {
    return this.connector.openSockets;
  }

  /** Cuts every request in flight. */
  async close(): Promise<void> {
    await this.pools.destroy();
  }

  /** Last: runs that are draining still fetch. */
  onApplicationShutdown(): Promise<void> {
    return this.close();
  }

  /** One request. Whoever gets the answer calls `release` when its body is no longer held. */
  private async hop(
    url: URL,
    headers: Record<string, string>,
    request: FetchRequest,
    deadlineMs: number,
  ): Promise<{ answer: ExchangeAnswer; elapsedMs: number; release: () => void }> {
    const { method = 'GET', body, maxBytes, truncate = false, anyStatus = false, signal, group = url.host } = request;
    signal?.throwIfAborted();
    this.rules.checkUrl(url);
    const intervalMs = (await request.before?.(url)) ?? 0;
    const askedAt = performance.now();
    const early = this.gate.refusal(group);
    if (early) throw notNow(early);
    const releaseHost = await this.hosts.acquire(url.host, signal, request.turn);
    let entry: { slot: TransferSlot; leave: (visit: Visit) => Promise<void> } | null = null;
    let headMs: number | null = null;
    let visit: Visit = { kind: 'abandoned' };
    try {
      entry = await this.enter(group, intervalMs, request);
      const started = performance.now();
      if (started - askedAt > STALE_MS) await request.before?.(url); // somebody may have forbidden it meanwhile
      const onHead = (status: number, lines: IncomingHttpHeaders): void => {
        headMs = performance.now() - started;
        if (status < 300) request.onHead?.(url, lines);
      };
      const wanted = (status: number): boolean => anyStatus || (status >= 200 && status < 300);
      const close = this.busySockets >= 2 * this.env.FETCH_CONCURRENCY;
      const limits = { maxBytes, truncate, deadlineMs, close, signal };
      const parts = { url, method, headers, body, wanted, onHead, slot: entry.slot, ...limits };
      const answer = await exchange(this.pools, parts, this.limits);
      visit = visitOf(answer.status, answer.headers, headMs ?? 0);
      await this.gate.heard(request.allowance, answer.headers);
      const { slot } = entry;
      return { answer, elapsedMs: performance.now() - started, release: () => slot.release() };
    } catch (error) {
      visit = signal?.aborted ? visit : visitWithout(error, headMs);
      entry?.slot.release();
      throw error;
    } finally {
      await entry?.leave(visit); // whoever is next at this host knows what it said
      releaseHost();
    }
  }

  /** Waits for a slot and for the host's turn; never for the host with a slot that others could use. */
  private async enter(group: string, intervalMs: number, { signal, turn, allowance }: FetchRequest) {
    const since = performance.now();
    for (;;) {
      const slot = await this.transfers.acquire(signal, turn);
      const entry = await this.gate.tryEnter(group, intervalMs, { user: turn?.[0], allowance });
      if (entry.admitted && signal?.aborted) await entry.leave({ kind: 'abandoned' });
      else if (entry.admitted) return { slot, leave: entry.leave };
      slot.release();
      signal?.throwIfAborted();
      if (entry.admitted) continue;
      const isPace = entry.reason === 'paced' || entry.reason === 'spent';
      const waits = isPace ? entry.waitMs <= PATIENCE_MS : entry.reason === 'busy';
      if (!waits || performance.now() - since > BUSY_MS) throw notNow(entry);
      await sleep(entry.waitMs, undefined, { signal }).catch(() => signal?.throwIfAborted());
    }
  }

  private get busySockets(): number {
    return this.connector.openSockets - this.transfers.stalledRequests;
  }

  private judge(url: URL, answer: ExchangeAnswer, anyStatus: boolean): FetchAnswer {
    if (!anyStatus && (answer.status < 200 || answer.status > 299)) {
      throw statusFailure(answer.status, retryAfterMs(answer.headers));
    }
    return { url: url.href, ...answer };
  }

  private parse(text: string): URL {
    const url = text.length <= this.limits.maxUrlLength ? URL.parse(text) : null;
    if (!url) throw new FetchFailure('blocked_address', 'not an address that can be fetched');
    url.hash = '';
    return url;
  }
}
