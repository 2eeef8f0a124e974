import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { deprecationHeaders } from '../deprecation/deprecation.js';
import type { Problem } from '../problem/problem.js';
import { NotFound } from '../problem/problems.js';
import { pathOf } from '../problem/origin.js';
import { MalformedRequest, MethodNotAllowed, NotAcceptable } from '../problem/request.problems.js';
import { runInRequest } from '../request-id/request-scope.js';
import { isAcceptable } from './accept.js';
import { targetFault } from './request-target.js';
import type { RouteTable } from './route-table.js';
import { securityHeaders } from './security-headers.js';

const JSON_TYPES = ['application/json', 'application/problem+json'];
const isApi = (path: string): boolean => path === '/api' || path.startsWith('/api/');

/** What happens to every request before guards, parsing and handlers: headers, request scope, and what HTTP itself forbids. */
export function useRequestHooks(fastify: FastifyInstance, routes: RouteTable): void {
  fastify.addHook('onRequest', (request, reply, done) => {
    setCommonHeaders(request, reply, routes);
    const fault = requestFault(request, routes);
    if (fault) return done(fault);
    runInRequest({ requestId: request.id, ip: request.ip ?? null, userId: null }, done);
  });
}

/**
 * On the raw response, which Fastify merges into every answer: also event streams and what a hook refuses carry them,
 * and a handler's own value wins.
 */
export function setCommonHeaders(request: FastifyRequest, reply: FastifyReply, routes: RouteTable): void {
  const path = pathOf(request.url);
  // a wrong method or an unreadable id on a deprecated path has no route of its own
  const { deprecation } = request.is404 ? routes.match(path).config : request.routeOptions.config;
  const headers = {
    'X-Request-Id': request.id,
    ...securityHeaders(path),
    ...(isApi(path) && { 'Cache-Control': 'private, no-cache', Vary: 'Authorization, X-API-Key, Accept' }),
    ...(deprecation && deprecationHeaders(deprecation, request.params)),
  };
  for (const [name, value] of Object.entries(headers)) reply.raw.setHeader(name, value);
}

function requestFault(request: FastifyRequest, routes: RouteTable): Problem | null {
  return framingFault(request) ?? targetFault(request.originalUrl) ?? routeFault(request, routes);
}

function framingFault({ raw }: FastifyRequest): Problem | null {
  if (raw.httpVersion !== '1.1' && raw.httpVersion !== '1.0')
    return new MalformedRequest('Only HTTP/1.1 and HTTP/1.0 are spoken here');
  const hosts = raw.rawHeaders.filter((name, index) => index % 2 === 0 && name.toLowerCase() === 'host').length;
  if (hosts > 1) return new MalformedRequest('The request has more than one Host header');
  if (hosts === 0 && raw.httpVersion === '1.1') return new MalformedRequest('The request has no Host header');
  return null;
}

function routeFault(request: FastifyRequest, routes: RouteTable): Problem | null {
  const path = pathOf(request.url);
  if (request.is404) {
    const allow = routes.match(path).methods;
    return allow.length > 0 ? new MethodNotAllowed(request.method, allow) : new NotFound();
  }
  const types = request.routeOptions.config.produces ?? JSON_TYPES;
  const negotiable = isApi(path) && types.length > 0;
  // an error is JSON whatever the route produces, so a client that takes only JSON may ask anywhere
  if (negotiable && !isAcceptable(request.headers.accept, [...types, ...JSON_TYPES])) return new NotAcceptable(types);
  return null;
}
