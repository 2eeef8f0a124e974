import { Injectable, type CallHandler, type ExecutionContext, type NestInterceptor } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import { tap, type Observable } from 'rxjs';
import { etagOf } from './etag.js';

/** Not serialised: JSON skips symbols. */
const VERSION = Symbol('version');

/** Marks an answer with the version of the row behind it, which then becomes its ETag. Returns the same object. */
export function versioned<T extends object>(dto: T, version: number | string): T {
  Object.defineProperty(dto, VERSION, { value: version });
  return dto;
}

/** Sets `ETag: "v<version>"` on answers that `versioned` marked. */
@Injectable()
export class EtagInterceptor implements NestInterceptor {
  intercept(context: ExecutionContext, next: CallHandler): Observable<unknown> {
    return next.handle().pipe(
      tap((body: unknown) => {
        if (typeof body !== 'object' || body === null) return;
        const version: unknown = Reflect.get(body, VERSION);
        if (typeof version === 'number' || typeof version === 'string')
          void context.switchToHttp().getResponse<FastifyReply>().header('ETag', etagOf(version));
      }),
    );
  }
}
