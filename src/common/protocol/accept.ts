import { applyDecorators } from '@nestjs/common';
import { ApiProduces } from '@nestjs/swagger';
import { ApiProblems } from '../openapi/extensions.js';
import { extendRouteConfig } from '../route-config/route-config.js';

declare module 'fastify' {
  interface FastifyContextConfig {
    /** Media types of the successful answer; JSON when absent, anything when empty. */
    produces?: readonly string[];
  }
}

/** A route that answers with something else than JSON. With no type given, any Accept will do. */
export const Produces = (...types: string[]): MethodDecorator & ClassDecorator =>
  applyDecorators(
    extendRouteConfig({ produces: types }),
    ...(types.length > 0 ? [ApiProduces(...types), ApiProblems(406)] : []),
  );

/**
 * Whether an Accept header takes one of the media types. An absent or empty header takes all;
 * a range with q=0 takes nothing; parameters other than q are ignored.
 */
export function isAcceptable(accept: string | undefined, available: readonly string[]): boolean {
  if (accept === undefined || accept.trim() === '') return true;
  const ranges = accept.split(',').flatMap((part) => {
    const [range = '', ...parameters] = part.split(';').map((item) => item.trim().toLowerCase());
    return parameters.some((parameter) => /^q=0(\.0{0,3})?$/.test(parameter)) ? [] : [range];
  });
  return ranges.some((range) => available.some((type) => covers(range, type)));
}

function covers(range: string, type: string): boolean {
  if (range === '*/*' || range === '*' || range === type) return true;
  return range.endsWith('/*') && type.startsWith(range.slice(0, -1));
}
