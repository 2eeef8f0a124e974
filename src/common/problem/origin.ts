import type { FastifyRequest } from 'fastify';

/** Scheme and host of absolute links: the configured public address, else the one the client used. */
export function originOf(request: FastifyRequest, publicUrl?: string): string {
  if (publicUrl) return publicUrl.replace(/\/+$/, '');
  return request.host ? `${request.protocol}://${request.host}` : '';
}

/** Path of the request as the client sent it, without the query. */
export function pathOf(originalUrl: string): string {
  const end = originalUrl.search(/[?#]/);
  return end < 0 ? originalUrl : originalUrl.slice(0, end);
}
