import type { FastifyInstance, FastifyRequest } from 'fastify';
import type { IncomingMessage } from 'node:http';
import { ContentTooLarge, MalformedRequest } from '../problem/request.problems.js';
import { DEFAULT_BODY } from './body-rules.js';
import { checkContentHeaders } from './content-headers.js';
import { readJson } from './read-json.js';

/** Replaces Fastify's parsers: one strict reader for every route, told apart only by the route's own body rules. */
export function useStrictBodies(fastify: FastifyInstance): void {
  fastify.removeAllContentTypeParsers();
  fastify.addContentTypeParser('*', (request: FastifyRequest, payload: IncomingMessage) => readBody(request, payload));
}

/** undefined for an empty body, whatever its type: whether one is needed is for the route's schema to say. */
async function readBody(request: FastifyRequest, payload: IncomingMessage): Promise<unknown> {
  if (request.headers['content-length'] === '0') return undefined;
  const rules = { ...DEFAULT_BODY, ...request.routeOptions.config.body };
  checkContentHeaders(request.headers, rules.types);
  if (rules.as === 'stream') return payload;

  const bytes = await readBytes(payload, rules.limit);
  if (bytes.length === 0) return undefined;
  if (rules.keepBytes) request.rawBody = bytes;
  return rules.as === 'bytes' ? bytes : readJson(bytes);
}

function readBytes(payload: IncomingMessage, limit: number): Promise<Buffer> {
  if (Number(payload.headers['content-length'] ?? 0) > limit) throw new ContentTooLarge(limit);
  const { promise, resolve, reject } = Promise.withResolvers<Buffer>();
  const chunks: Buffer[] = [];
  let length = 0;
  payload.on('data', (chunk: Buffer) => {
    length += chunk.length;
    if (length > limit) {
      chunks.length = 0; // the rest flows by unread until the connection closes
      reject(new ContentTooLarge(limit));
    } else chunks.push(chunk);
  });
  payload.on('end', () => resolve(Buffer.concat(chunks)));
  payload.on('error', (error) => reject(new MalformedRequest('The body ended early', error)));
  return promise;
}
