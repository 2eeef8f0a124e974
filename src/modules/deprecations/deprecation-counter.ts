import { Injectable, Logger, type OnApplicationShutdown, type OnModuleInit } from '@nestjs/common';
import { HttpAdapterHost } from '@nestjs/core';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import type { AuthRequest } from '../../common/auth/auth-user.js';
import { CallTally, type DeprecationCalls } from './deprecation-calls.js';
import { DeprecationUsageRepository } from './deprecation-usage.repository.js';

const FLUSH_MS = 1_000;
const MAX_COUNTERS = 10_000;

/**
 * Counts who calls deprecated routes, whatever they are answered. No request waits for it: counts are added up in memory
 * and written at most a second later, and at the end of the process when the last answer is out.
 */
@Injectable()
export class DeprecationCounter implements OnModuleInit, OnApplicationShutdown {
  private readonly logger = new Logger(DeprecationCounter.name);
  private readonly tally = new CallTally(MAX_COUNTERS);
  private timer: NodeJS.Timeout | null = null;
  private flushing: Promise<void> = Promise.resolve();

  constructor(
    private readonly adapters: HttpAdapterHost,
    private readonly usage: DeprecationUsageRepository,
  ) {}

  onModuleInit(): void {
    const fastify: FastifyInstance = this.adapters.httpAdapter.getInstance();
    fastify.addHook('onResponse', (request, _reply, done) => {
      if (request.routeOptions.config.deprecation) this.count(callOf(request, new Date()));
      done();
    });
  }

  /** The server is closed by now, the database is not. */
  async onApplicationShutdown(): Promise<void> {
    if (this.timer) clearTimeout(this.timer);
    await this.flush();
  }

  /** Writes what was counted so far; on failure it stays for the next time. */
  flush(): Promise<void> {
    this.flushing = this.flushing.then(() => this.write());
    return this.flushing;
  }

  private count(call: DeprecationCalls): void {
    this.tally.add(call);
    this.schedule();
  }

  private schedule(): void {
    this.timer ??= setTimeout(() => {
      this.timer = null;
      void this.flush();
    }, FLUSH_MS).unref();
  }

  private async write(): Promise<void> {
    if (this.tally.isEmpty) return;
    const taken = this.tally.take();
    try {
      await this.usage.add(taken);
    } catch (error) {
      this.logger.warn(`could not count ${taken.length} uses of deprecated endpoints: ${String(error)}`);
      for (const calls of taken) this.tally.add(calls);
      this.schedule();
    }
  }
}

function callOf(request: FastifyRequest, now: Date): DeprecationCalls {
  const { user }: AuthRequest = request;
  const at = now.toISOString();
  return {
    day: at.slice(0, 10),
    consumer: user?.keyId ? `key:${user.keyId}` : user ? `user:${user.id}` : 'anonymous',
    endpoint: `${request.method} ${request.routeOptions.url ?? ''}`,
    userId: user?.id ?? null,
    apiKeyId: user?.keyId ?? null,
    calls: 1,
    lastCalledAt: at,
  };
}
