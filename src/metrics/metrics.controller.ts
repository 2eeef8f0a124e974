import { Controller, Get, Req, Res } from '@nestjs/common';
import { ApiOkResponse, ApiTags } from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { createHash, timingSafeEqual } from 'node:crypto';
import { Public } from '../common/auth/auth.decorators.js';
import { ApiProblems } from '../common/openapi/extensions.js';
import { NotFound, Unauthorized } from '../common/problem/problems.js';
import { Produces } from '../common/protocol/accept.js';
import { Env } from '../config/env.js';
import { MetricsRegistry } from './metrics-registry.js';

const digest = (text: string): Buffer => createHash('sha256').update(text).digest();

@ApiTags('operations')
@Public()
@Controller('metrics')
export class MetricsController {
  constructor(
    private readonly registry: MetricsRegistry,
    private readonly env: Env,
  ) {}

  /**
   * Read the figures of this process and of the work, for Prometheus
   *
   * Where METRICS_TOKEN is set, send it as a bearer token; an API key does not help. METRICS=off answers 404.
   */
  @Get()
  @Produces('text/plain')
  @ApiProblems(401, 404)
  @ApiOkResponse({
    description: 'Prometheus text format 0.0.4',
    content: { 'text/plain': { schema: { type: 'string' }, example: 'pixcrawler_open_chunks{status="pending"} 3\n' } },
  })
  async getMetrics(@Req() request: FastifyRequest, @Res({ passthrough: true }) reply: FastifyReply): Promise<string> {
    if (this.env.METRICS === 'off') throw new NotFound();
    if (!this.mayRead(request.headers.authorization)) throw new Unauthorized();
    void reply.header('Content-Type', this.registry.contentType).header('Cache-Control', 'no-store');
    return this.registry.metrics();
  }

  private mayRead(authorization = ''): boolean {
    if (this.env.METRICS_TOKEN === undefined) return true;
    const [, token = ''] = /^bearer +(\S+)$/i.exec(authorization) ?? [];
    return timingSafeEqual(digest(token), digest(this.env.METRICS_TOKEN));
  }
}
