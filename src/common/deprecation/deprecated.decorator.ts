import { applyDecorators } from '@nestjs/common';
import { METHOD_METADATA } from '@nestjs/common/constants.js';
import { ApiOperation } from '@nestjs/swagger';
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
  applyDecorators(extendRouteConfig({ deprecation: notice }), markOperations);

const markOperations: MethodDecorator & ClassDecorator = (
  target: object,
  key?: string | symbol,
  descriptor?: PropertyDescriptor,
) => {
  if (descriptor && key !== undefined) {
    ApiOperation({ deprecated: true })(target, key, descriptor);
    return;
  }
  const prototype: object = Reflect.get(target, 'prototype');
  for (const name of Object.getOwnPropertyNames(prototype)) {
    const method = Object.getOwnPropertyDescriptor(prototype, name);
    if (typeof method?.value === 'function' && Reflect.hasMetadata(METHOD_METADATA, method.value)) {
      ApiOperation({ deprecated: true })(prototype, name, method);
    }
  }
};
