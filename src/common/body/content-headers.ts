import type { IncomingHttpHeaders } from 'node:http';
import { UnsupportedMediaType } from '../problem/request.problems.js';

const MEDIA_TYPE = /^[\w!#$&^.+-]+\/[\w!#$&^.+-]+$/;

/**
 * Checks Content-Type and Content-Encoding against the media types a route reads.
 * JSON must be UTF-8; nothing may be compressed, so a body is never larger than it was on the wire.
 * @throws UnsupportedMediaType
 */
export function checkContentHeaders(headers: IncomingHttpHeaders, types: readonly string[]): void {
  const accept = { Accept: types.join(', ') };
  const [type = '', ...parameters] = (headers['content-type'] ?? '')
    .split(';')
    .map((part) => part.trim().toLowerCase());
  if (!MEDIA_TYPE.test(type) || !types.includes(type)) {
    throw new UnsupportedMediaType(`Content-Type must be ${types.join(' or ')}`, accept);
  }
  const charset = parameters.find((parameter) => parameter.startsWith('charset='))?.slice('charset='.length);
  if (charset !== undefined && !/^"?utf-?8"?$/.test(charset)) {
    throw new UnsupportedMediaType('The charset must be utf-8', accept);
  }
  const coding = headers['content-encoding']?.trim().toLowerCase();
  if (coding && coding !== 'identity') {
    throw new UnsupportedMediaType('Content-Encoding is not supported; send the body as it is', {
      'Accept-Encoding': 'identity',
    });
  }
}
