import { Injectable, type OnModuleInit } from '@nestjs/common';
import { HttpAdapterHost } from '@nestjs/core';
import type { FastifyInstance } from 'fastify';
import { Histogram } from 'prom-client';
import { MetricsRegistry } from './metrics-registry.js';

const SECONDS = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10];
/** Of what no route answers: paths that clients make up must not become labels. */
const NO_ROUTE = 'none';

/** How long requests take, by route and status. Event streams count when they end. */
@Injectable()
export class HttpMetrics implements OnModuleInit {
  private readonly duration: Histogram<'method' | 'route' | 'status'>;

  constructor(
    private readonly adapters: HttpAdapterHost,
    registry: MetricsRegistry,
  ) {
    this.duration = new Histogram({
      name: 'pixcrawler_http_request_duration_seconds',
      help: 'Time from the arrival of a request to the end of its answer',
      labelNames: ['method', 'route', 'status'],
      buckets: SECONDS,
      registers: [registry],
    });
  }

  onModuleInit(): void {
    const fastify: FastifyInstance = this.adapters.httpAdapter.getInstance();
    fastify.addHook('onResponse', (request, reply, done) => {
      const route = request.is404 ? NO_ROUTE : (request.routeOptions.url ?? NO_ROUTE);
      const method = route === NO_ROUTE ? NO_ROUTE : request.method;
      this.duration.observe({ method, route, status: reply.statusCode }, reply.elapsedTime / 1_000);
      done();
    });
  }
}
