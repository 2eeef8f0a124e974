import { METHOD_METADATA } from '@nestjs/common/constants.js';
import { FASTIFY_ROUTE_CONFIG_METADATA } from '@nestjs/platform-fastify/constants.js';
import type { FastifyContextConfig } from 'fastify';

/**
 * Adds members to the Fastify route config of a method, or of every route of a class, beside what others added;
 * so hooks that run before any guard know them. A method's own value wins over its class's.
 */
export function extendRouteConfig(config: Partial<FastifyContextConfig>): MethodDecorator & ClassDecorator {
  return (target: object, _key?: string | symbol, descriptor?: PropertyDescriptor) => {
    if (descriptor) {
      extend(descriptor.value, config);
      return;
    }
    const prototype: object = Reflect.get(target, 'prototype');
    for (const name of Object.getOwnPropertyNames(prototype)) {
      const method: unknown = Object.getOwnPropertyDescriptor(prototype, name)?.value;
      if (typeof method === 'function' && Reflect.hasMetadata(METHOD_METADATA, method)) extend(method, config);
    }
  };
}

function extend(method: object, config: Partial<FastifyContextConfig>): void {
  const present: object = Reflect.getMetadata(FASTIFY_ROUTE_CONFIG_METADATA, method) ?? {};
  Reflect.defineMetadata(FASTIFY_ROUTE_CONFIG_METADATA, { ...config, ...present }, method);
}
