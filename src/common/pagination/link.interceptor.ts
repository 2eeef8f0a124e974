import { Injectable, type CallHandler, type ExecutionContext, type NestInterceptor } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { map, type Observable } from 'rxjs';
import { Env } from '../../config/env.js';
import { originOf } from '../problem/origin.js';

/** Adds `Link: <…>; rel="next"` (RFC 8288) to every page that is not the last. */
@Injectable()
export class LinkInterceptor implements NestInterceptor {
  constructor(private readonly env: Env) {}

  intercept(context: ExecutionContext, next: CallHandler): Observable<unknown> {
    return next.handle().pipe(
      map((body: unknown) => {
        const cursor = nextCursor(body);
        if (cursor !== null) this.link(context, cursor);
        return body;
      }),
    );
  }

  private link(context: ExecutionContext, cursor: string): void {
    const http = context.switchToHttp();
    const request = http.getRequest<FastifyRequest>();
    const reply = http.getResponse<FastifyReply>();
    const url = new URL(request.originalUrl, originOf(request, this.env.PUBLIC_URL) || 'http://localhost');
    url.searchParams.set('cursor', cursor);
    const link = `<${url.href}>; rel="next"`;
    const others = reply.getHeader('link'); // a deprecated list also links to its successor
    void reply.header('link', others === undefined ? link : `${String(others)}, ${link}`);
  }
}

function nextCursor(body: unknown): string | null {
  if (typeof body !== 'object' || body === null || !('next_cursor' in body)) return null;
  return typeof body.next_cursor === 'string' ? body.next_cursor : null;
}
