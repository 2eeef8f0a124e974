import { Injectable, Logger, type OnApplicationShutdown, type OnModuleInit } from '@nestjs/common';
import { HttpAdapterHost } from '@nestjs/core';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import type { Socket } from 'node:net';
import type { AuthRequest } from '../../common/auth/auth-user.js';
import { RequestTally } from './request-tally.js';
import { UsageService } from './usage.service.js';

const FLUSH_MS = 5_000;

/**
 * Counts the requests of users and the bytes that their answers took on the wire, headers included. Nothing waits for
 * it: sums are written every few seconds, in one statement, and at the end of the process.
 */
@Injectable()
export class RequestMeter implements OnModuleInit, OnApplicationShutdown {
  private readonly logger = new Logger(RequestMeter.name);
  private readonly tally = new RequestTally();
  private readonly started = new WeakMap<FastifyRequest, { socket: Socket; bytes: number }>();
  private timer: NodeJS.Timeout | null = null;
  private flushing: Promise<void> = Promise.resolve();

  constructor(
    private readonly adapters: HttpAdapterHost,
    private readonly usage: UsageService,
  ) {}

  onModuleInit(): void {
    const fastify: FastifyInstance = this.adapters.httpAdapter.getInstance();
    fastify.addHook('onRequest', (request, _reply, done) => {
      const { socket } = request.raw;
      this.started.set(request, { socket, bytes: socket.bytesWritten ?? 0 });
      done();
    });
    fastify.addHook('onResponse', (request: AuthRequest, _reply, done) => {
      if (request.user) this.count(request, request.user.id);
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

  private count(request: FastifyRequest, userId: string): void {
    const start = this.started.get(request);
    const bytes = start ? start.socket.bytesWritten - start.bytes : 0;
    this.tally.add(userId, new Date().toISOString().slice(0, 10), 1, Math.max(0, bytes));
    this.schedule();
  }

  private schedule(): void {
    this.timer ??= setTimeout(() => {
      this.timer = null;
      void this.flush();
    }, FLUSH_MS).unref();
  }

  private async write(): Promise<void> {
    const entries = this.tally.take();
    if (entries.length === 0) return;
    try {
      await this.usage.countRequests(entries);
    } catch (error) {
      this.logger.warn(`could not write the usage of ${entries.length} users: ${String(error)}`);
      for (const { userId, day, api_calls, bandwidth_bytes } of entries)
        this.tally.add(userId, day, api_calls, bandwidth_bytes);
      this.schedule();
    }
  }
}
