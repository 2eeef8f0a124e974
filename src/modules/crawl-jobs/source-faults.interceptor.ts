import { Injectable, type CallHandler, type ExecutionContext, type NestInterceptor } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import { catchError, type Observable } from 'rxjs';
import { SourceRules } from './source-rules.js';

/** A body that is refused for other faults is told of its unknown sources too, so that nobody has to ask twice. */
@Injectable()
export class SourceFaultsInterceptor implements NestInterceptor {
  constructor(private readonly rules: SourceRules) {}

  intercept(context: ExecutionContext, next: CallHandler): Observable<unknown> {
    const { body } = context.switchToHttp().getRequest<FastifyRequest>();
    return next.handle().pipe(
      catchError((error: unknown) => {
        throw this.rules.completed(error, body);
      }),
    );
  }
}
