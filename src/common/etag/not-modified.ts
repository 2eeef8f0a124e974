import type { FastifyInstance } from 'fastify';
import { Stream } from 'node:stream';
import { matchesWeakly, parseTags } from './etag.js';

/** Answers 304 without a body when If-None-Match names the ETag that a GET or HEAD is about to send. */
export function useNotModified(fastify: FastifyInstance): void {
  fastify.addHook('onSend', (request, reply, payload: unknown, done) => {
    const header = request.headers['if-none-match'];
    const etag = reply.getHeader('etag');
    const isRead = request.method === 'GET' || request.method === 'HEAD';
    const tags =
      isRead && header !== undefined && typeof etag === 'string' && reply.statusCode === 200 ? parseTags(header) : null;
    if (tags === null || typeof etag !== 'string' || !matchesWeakly(tags, etag)) return done(null, payload);

    if (payload instanceof Stream && 'destroy' in payload && typeof payload.destroy === 'function') payload.destroy();
    void reply.code(304).removeHeader('content-length').removeHeader('content-type');
    done(null, '');
  });
}
