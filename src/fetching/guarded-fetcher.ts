import { Injectable, type OnApplicationShutdown } from '@nestjs/common';
import { Agent } from 'undici';
import { Env } from '../config/env.js';
import { AddressRules } from './address-rules.js';
import { exchange, type ExchangeAnswer } from './exchange.js';
import { FetchFailure } from './fetch-failure.js';
import { FetchLimits } from './fetch-limits.js';
import type { FetchAnswer, FetchRequest } from './fetch-request.js';
import { GuardedConnector } from './guarded-connector.js';
import { HostPauses } from './host-pauses.js';
import { HostResolver } from './host-resolver.js';
import { headersFor, redirectTarget } from './redirect.js';
import { RequestSlots } from './request-slots.js';
import { retryAfterMs } from './retry-after.js';
import { statusFailure } from './status-failure.js';

/**
 * The only way to the outside: address rules on every hop, limits on time and size, bounded concurrency, and no
 * request to a host inside the pause that its Retry-After asked for.
 *
 * Memory: at most `FETCH_CONCURRENCY` bodies of at most their `maxBytes`, one more while a buffer grows, and about
 * 150 KB each for headers, socket and decoder. Sockets: about 3 × `FETCH_CONCURRENCY`; idle ones live
 * 4–10 s, and those beyond twice the concurrency close with their answer.
 */
@Injectable()
export class GuardedFetcher implements OnApplicationShutdown {
  private readonly rules: AddressRules;
  private readonly connector: GuardedConnector;
  private readonly agent: Agent;
  private readonly slots: RequestSlots;
  private readonly pauses = new HostPauses();

  constructor(
    private readonly env: Env,
    private readonly limits: FetchLimits,
    resolver: HostResolver,
  ) {
    this.rules = new AddressRules(env.FETCH_ALLOW);
    this.slots = new RequestSlots(env.FETCH_CONCURRENCY, env.FETCH_HOST_CONCURRENCY);
    this.connector = new GuardedConnector(this.rules, resolver, limits);
    this.agent = new Agent({
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
    let headers = this.headersOf(request);
    for (;;) {
      visited.add(url.href);
      const { answer, elapsedMs } = await this.hop(url, headers, request, left);
      const follow = request.method !== 'POST' && (maxRedirects > 0 || request.anyStatus !== true);
      const next = follow ? redirectTarget(url, answer.status, answer.headers['location']) : null;
      if (!next) return this.judge(url, answer, request.anyStatus === true);
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
    await this.agent.destroy();
  }

  /** Last: runs that are draining still fetch. */
  onApplicationShutdown(): Promise<void> {
    return this.close();
  }

  private async hop(
    url: URL,
    headers: Record<string, string>,
    { method = 'GET', body, maxBytes, anyStatus = false, signal, group = url.host }: FetchRequest,
    deadlineMs: number,
  ): Promise<{ answer: ExchangeAnswer; elapsedMs: number }> {
    signal?.throwIfAborted();
    this.rules.checkUrl(url);
    this.refusePaused(group);
    const release = await this.slots.acquire(url.host, signal);
    try {
      this.refusePaused(group); // it may have asked for a pause while this request queued
      const started = performance.now();
      const wanted = (status: number): boolean => anyStatus || (status >= 200 && status < 300);
      const close = this.connector.openSockets >= 2 * this.env.FETCH_CONCURRENCY;
      const parts = { url, method, headers, body, maxBytes, wanted, deadlineMs, close, signal };
      const answer = await exchange(this.agent, parts, this.limits);
      const pauseMs = answer.status === 429 || answer.status === 503 ? retryAfterMs(answer.headers) : null;
      if (pauseMs !== null) this.pauses.pause(group, pauseMs);
      return { answer, elapsedMs: performance.now() - started };
    } finally {
      release();
    }
  }

  private judge(url: URL, answer: ExchangeAnswer, anyStatus: boolean): FetchAnswer {
    if (!anyStatus && (answer.status < 200 || answer.status > 299)) {
      throw statusFailure(answer.status, retryAfterMs(answer.headers));
    }
    return { url: url.href, ...answer };
  }

  private refusePaused(group: string): void {
    const left = this.pauses.remainingMs(group);
    if (left > 0) throw new FetchFailure('rate_limited', 'the host asked to be left alone', null, left);
  }

  private parse(text: string): URL {
    const url = text.length <= this.limits.maxUrlLength ? URL.parse(text) : null;
    if (!url) throw new FetchFailure('blocked_address', 'not an address that can be fetched');
    url.hash = '';
    return url;
  }

  private headersOf(request: FetchRequest): Record<string, string> {
    const given = Object.entries(request.headers ?? {}).map(([name, value]) => [name.toLowerCase(), value]);
    return {
      accept: request.accept ?? '*/*',
      ...Object.fromEntries(given),
      'user-agent': this.env.USER_AGENT,
      'accept-encoding': 'identity',
    };
  }
}
