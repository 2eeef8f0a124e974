import { Logger } from '@nestjs/common';
import type { FastifyInstance } from 'fastify';
import { pathOf } from '../problem/origin.js';

/** One line per answered request. No query and no headers: they may hold secrets. */
export function logRequests(fastify: FastifyInstance): void {
  const logger = new Logger('Http');
  fastify.addHook('onResponse', (request, reply, done) => {
    const route = request.routeOptions.url ?? pathOf(request.originalUrl).slice(0, 200);
    logger.log(
      `${request.method} ${route} ${reply.statusCode} ${Math.round(reply.elapsedTime)}ms request_id=${request.id}`,
    );
    done();
  });
}
