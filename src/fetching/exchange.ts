import type { IncomingHttpHeaders } from 'node:http';
import type { Dispatcher } from 'undici';
import { BodyBuffer } from './body-buffer.js';
import { ContentDecoder } from './content-decoder.js';
import { asFetchFailure, isStaleConnection } from './fetch-error.js';
import type { ExchangeAnswer, ExchangeRequest } from './exchange-request.js';
import { FetchFailure } from './fetch-failure.js';
import type { FetchLimits } from './fetch-limits.js';
import type { OriginPools } from './origin-pools.js';
import { StallWatch } from './stall-watch.js';

/** Sends the request and reads the answer within the limits. Throws FetchFailure, or the signal's reason. */
export function exchange(pools: OriginPools, request: ExchangeRequest, limits: FetchLimits): Promise<ExchangeAnswer> {
  return new Promise((resolve, reject) => new Exchange(pools, request, limits, resolve, reject).start());
}

class Exchange implements Dispatcher.DispatchHandler {
  private controller: Dispatcher.DispatchController | null = null;
  private settled = false;
  private retried = false;
  private deadline: NodeJS.Timeout;
  private rateCheck: NodeJS.Timeout;
  private bodyStartedAt = 0;
  private received = 0;
  private readonly stall: StallWatch;
  private head: { status: number; headers: Record<string, string> } | null = null;
  private wantsBody = false;
  private body: BodyBuffer;
  private decoder: ContentDecoder | null = null;

  constructor(
    private readonly pools: OriginPools,
    private readonly request: ExchangeRequest,
    private readonly limits: FetchLimits,
    private readonly resolve: (answer: ExchangeAnswer) => void,
    private readonly reject: (error: unknown) => void,
  ) {
    this.stall = new StallWatch(
      request.slot,
      limits,
      () => this.received <= limits.maxStalledBytes,
      (error) => this.fail(error),
    );
  }

  start(): void {
    const { signal, deadlineMs } = this.request;
    if (signal?.aborted) return this.reject(signal.reason);
    if (deadlineMs <= 0) return this.reject(new FetchFailure('timeout', 'deadline passed'));
    signal?.addEventListener('abort', this.onAbort, { once: true });
    this.deadline = setTimeout(() => this.fail(new FetchFailure('timeout', 'deadline passed')), deadlineMs);
    this.stall.start();
    this.dispatch();
  }

  onRequestStart(controller: Dispatcher.DispatchController): void {
    this.controller = controller;
    if (this.settled) controller.abort(new Error('abandoned while connecting'));
  }

  onResponseStart(controller: Dispatcher.DispatchController, status: number, headers: IncomingHttpHeaders): void {
    if (status < 200) return;
    this.bodyStartedAt = performance.now();
    this.head = { status, headers: flatten(headers) };
    this.wantsBody = this.request.wanted(status);
    this.rateCheck = setTimeout(this.checkRate, this.limits.slowMs);
    try {
      this.request.onHead(status, headers);
      if (this.wantsBody) this.prepareBody(this.head.headers, controller);
    } catch (error) {
      this.fail(error);
    }
  }

  onResponseData(controller: Dispatcher.DispatchController, piece: Buffer): void {
    if (this.settled) return;
    this.received += piece.length;
    if (!this.wantsBody) {
      if (this.received > this.limits.maxDiscardBytes) this.finish(true);
      return;
    }
    this.stall.moved(piece.length, controller);
    if (this.decoder) {
      if (!this.decoder.write(piece, () => this.stall.isHolding || controller.resume())) controller.pause();
      return;
    }
    try {
      this.keep(piece);
    } catch (error) {
      this.fail(error);
    }
  }

  onResponseEnd(): void {
    if (this.decoder) this.decoder.end();
    else this.finish();
  }

  onResponseError(_controller: Dispatcher.DispatchController | null, error: Error): void {
    if (!this.settled && !this.retried && !this.head && this.request.method === 'GET' && isStaleConnection(error)) {
      this.retried = true;
      this.controller = null;
      this.dispatch();
      return;
    }
    this.fail(asFetchFailure(error));
  }

  private dispatch(): void {
    const { url, method, headers, body, close } = this.request;
    const path = url.pathname + url.search;
    const reset = close || undefined;
    this.pools.dispatch({ origin: url.origin, path, method, headers, body: body ?? null, reset }, this);
  }

  private prepareBody(headers: Record<string, string>, controller: Dispatcher.DispatchController): void {
    const length = Number.parseInt(headers['content-length'] ?? '', 10);
    if (length > this.request.maxBytes && !this.request.truncate)
      throw new FetchFailure('too_large', `announces ${length} bytes`);
    this.decoder = ContentDecoder.for(
      headers['content-encoding'],
      this.limits.maxRatio,
      (piece) => this.keep(piece),
      (error) => this.fail(error),
      () => this.finish(),
    );
    this.body = new BodyBuffer(this.request.maxBytes, this.decoder || Number.isNaN(length) ? null : length);
    if (controller.aborted) this.decoder?.destroy();
  }

  private keep(piece: Buffer): void {
    if (this.settled) return;
    const room = this.request.maxBytes - this.body.size;
    const cut = this.request.truncate && piece.length > room;
    this.body.append(cut ? piece.subarray(0, room) : piece);
    if (cut) this.finish(true);
  }

  private readonly checkRate = (): void => {
    const seconds = (performance.now() - this.bodyStartedAt - this.stall.heldMs) / 1_000;
    if (this.received < seconds * this.limits.minBytesPerSecond) {
      return this.fail(new FetchFailure('timeout', 'slower than the minimum rate'));
    }
    this.rateCheck = setTimeout(this.checkRate, Math.min(this.limits.slowMs, 1_000));
  };

  private readonly onAbort = (): void => this.fail(this.request.signal?.reason);

  private finish(cut = false): void {
    if (this.settled || !this.head) return;
    this.settle();
    if (cut) this.controller?.abort(new Error('the rest is not wanted'));
    this.resolve({ ...this.head, body: this.wantsBody ? this.body.take() : Buffer.alloc(0) });
  }

  private fail(error: unknown): void {
    if (this.settled) return;
    if (this.head && !this.wantsBody && !this.request.signal?.aborted) return this.finish(true); // the status is the answer
    this.settle();
    this.controller?.abort(error instanceof Error ? error : new Error('aborted'));
    this.reject(error);
  }

  private settle(): void {
    this.settled = true;
    clearTimeout(this.deadline);
    clearTimeout(this.rateCheck);
    this.stall.stop();
    this.request.signal?.removeEventListener('abort', this.onAbort);
    this.decoder?.destroy();
  }
}

function flatten(headers: IncomingHttpHeaders): Record<string, string> {
  return Object.fromEntries(
    Object.entries(headers).map(([name, value]) => [name, Array.isArray(value) ? value.join(', ') : (value ?? '')]),
  );
}
