import { applyDecorators } from '@nestjs/common';
import { ApiExtension } from '@nestjs/swagger';
import { EXTENSIONS } from '../openapi/extensions.js';
import { extendRouteConfig } from '../route-config/route-config.js';
import type { DeprecationNotice } from './deprecation.js';

declare module 'fastify' {
  interface FastifyContextConfig {
    deprecation?: DeprecationNotice;
  }
}

/**
 * Marks a route, or every route of a controller, as deprecated: `deprecated: true` in OpenAPI, and the headers on every
 * answer. They are set by the request hook, before guards and body reading, so 400, 401, 403, 404, 415 and 429 carry them too.
 */
export const Deprecated = (notice: DeprecationNotice): MethodDecorator & ClassDecorator =>
  applyDecorators(
    extendRouteConfig({ deprecation: notice }),
    ApiExtension(EXTENSIONS.deprecated, { since: notice.since.toISOString() }),
  );
