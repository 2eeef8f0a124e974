import { applyDecorators } from '@nestjs/common';
import { ApiBody, ApiConsumes } from '@nestjs/swagger';
import { extendRouteConfig } from '../route-config/route-config.js';

/** What a route reads. */
export interface BodyRules {
  /** Largest body in bytes. Default 100 KB. */
  limit: number;
  /** Media types that it takes. Default application/json. */
  types: readonly string[];
  /** `json`: checked and parsed; `bytes`: a Buffer; `stream`: the request itself, the handler counts. */
  as: 'json' | 'bytes' | 'stream';
  /** Keep the bytes of JSON in `request.rawBody`, for a signature over them. */
  keepBytes: boolean;
}

declare module 'fastify' {
  interface FastifyContextConfig {
    body?: Partial<BodyRules>;
  }
  interface FastifyRequest {
    /** The body as sent; only on routes with `keepBytes`. */
    rawBody?: Buffer;
  }
}

export const DEFAULT_BODY: BodyRules = { limit: 100_000, types: ['application/json'], as: 'json', keepBytes: false };

/** Other rules than the default for a route's body. A body that is not JSON is documented as binary. */
export const Accepts = (rules: Partial<BodyRules>): MethodDecorator & ClassDecorator =>
  applyDecorators(
    extendRouteConfig({ body: rules }),
    ...(rules.types ? [ApiConsumes(...rules.types)] : []),
    ...(rules.as && rules.as !== 'json' ? [ApiBody({ schema: { type: 'string', format: 'binary' } })] : []),
  );
