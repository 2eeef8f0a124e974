import { FastifyAdapter, type NestFastifyApplication } from '@nestjs/platform-fastify';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { useStrictBodies } from './common/body/body-parser.js';
import { DEFAULT_BODY } from './common/body/body-rules.js';
import { useNotModified } from './common/etag/not-modified.js';
import { MalformedRequest } from './common/problem/request.problems.js';
import { sendProblem } from './common/problem/send-problem.js';
import { answerClientError, answerExpectation } from './common/protocol/client-error.js';
import { parseQuery } from './common/protocol/query-string.js';
import { setCommonHeaders, useRequestHooks } from './common/protocol/request-hooks.js';
import { RouteTable } from './common/protocol/route-table.js';
import { logRequests } from './common/request-id/access-log.js';
import { requestIdOf } from './common/request-id/request-id.js';

export interface HttpOptions {
  /** Absolute address in problem types and links; the request's own host when left out. */
  publicUrl?: string | undefined;
  /** Milliseconds for a whole request to arrive; with the check interval, 30 s at most by default. */
  requestTimeout?: number;
}

/** Bytes of the request line and all headers. */
const MAX_HEADER_SIZE = 16_384;

/** Leaves out Nest's body parsers: ours read every body. */
class ApiAdapter extends FastifyAdapter {
  override registerParserMiddleware(): void {
    // nothing to register: see useStrictBodies
  }
}

/** The HTTP server of main.ts and of the tests: what is tested is what runs. */
export function httpAdapter({ publicUrl, requestTimeout = 25_000 }: HttpOptions = {}): FastifyAdapter {
  const adapter = new ApiAdapter({
    bodyLimit: DEFAULT_BODY.limit,
    trustProxy: false,
    requestTimeout,
    connectionTimeout: 120_000, // of silence; event streams send a heartbeat far more often
    keepAliveTimeout: 72_000,
    genReqId: requestIdOf,
    rewriteUrl: ({ url = '/' }) => url.replace(/^\/api\/v1(?=[/?]|$)/, '/api'),
    // our own checks answer a long or odd parameter; the router would with its own format
    routerOptions: { maxParamLength: MAX_HEADER_SIZE, querystringParser: parseQuery },
    clientErrorHandler: answerClientError,
    frameworkErrors: (error: Error, request: FastifyRequest, reply: FastifyReply) => {
      setCommonHeaders(request, reply, routes);
      // the router could not decode the path; no hook or filter will see this request
      sendProblem(new MalformedRequest('The path is not percent-encoded UTF-8 text', error), request, reply, publicUrl);
    },
    http: {
      requireHostHeader: false, // Node's own answer would have no body; the request hook checks
      maxHeaderSize: MAX_HEADER_SIZE,
      headersTimeout: Math.min(requestTimeout, 10_000),
      connectionsCheckingInterval: Math.min(requestTimeout, 5_000),
    },
  });
  const fastify = adapter.getInstance();
  const routes = new RouteTable(fastify);
  useStrictBodies(fastify);
  useRequestHooks(fastify, routes);
  useNotModified(fastify);
  logRequests(fastify);
  fastify.server.on('checkExpectation', answerExpectation);
  return adapter;
}

/** Paths at the root, beside `/api`. */
const ROOT_PATHS = ['health', 'health/{*path}', 'metrics', 'problems', 'problems/{*path}', 'guides/{*path}'];

/** The rest of the setup that main.ts, the OpenAPI build and the tests share. Call it before init, listen or buildOpenApi. */
export function configureApp(app: NestFastifyApplication): void {
  app.setGlobalPrefix('api', { exclude: ROOT_PATHS });
  app.enableShutdownHooks();
}
