import { EntityManager } from '@mikro-orm/postgresql';
import { Injectable, type CallHandler, type ExecutionContext, type NestInterceptor } from '@nestjs/common';
import { Reflector } from '@nestjs/core';
import type { FastifyReply } from 'fastify';
import { from, lastValueFrom, type Observable } from 'rxjs';
import { withAfterCommit } from '../../database/after-commit.js';
import type { AuthRequest } from '../auth/auth-user.js';
import { parseIdempotencyKey, requestHash } from './idempotency-key.js';
import { IdempotencyKeysRepository, type KeptAnswer } from './idempotency-keys.repository.js';
import { IdempotencyKeyInvalid, IdempotencyKeyReused, RequestInProgress } from './idempotency.problems.js';
import { IDEMPOTENT } from './idempotent.decorator.js';

/** Those of an answer that are its handler's; the others are the server's and made anew. */
const KEPT_HEADERS = ['location', 'etag'] as const;

interface KeyedRequest {
  userId: string;
  key: string;
  hash: string;
}

/**
 * Idempotency-Key: one transaction around the handler holds the lock of the key, the effect and the kept answer, so a
 * crash leaves either all of it or nothing. An answer that is no success leaves nothing, and the request may be sent again.
 */
@Injectable()
export class IdempotencyInterceptor implements NestInterceptor {
  constructor(
    private readonly em: EntityManager,
    private readonly keys: IdempotencyKeysRepository,
    private readonly reflector: Reflector,
  ) {}

  intercept(context: ExecutionContext, next: CallHandler): Observable<unknown> {
    const request = context.switchToHttp().getRequest<AuthRequest>();
    const header = request.headers['idempotency-key'];
    if (header === undefined || !request.user || !this.reflector.get<boolean>(IDEMPOTENT, context.getHandler()))
      return next.handle();
    const key = parseIdempotencyKey(String(header));
    if (key === null) throw new IdempotencyKeyInvalid();
    const reply = context.switchToHttp().getResponse<FastifyReply>();
    const keyed = { userId: request.user.id, key, hash: requestHash(request) };
    return from(withAfterCommit(() => this.em.transactional(() => this.answer(keyed, reply, next))));
  }

  private async answer({ userId, key, hash }: KeyedRequest, reply: FastifyReply, next: CallHandler): Promise<unknown> {
    if (!(await this.keys.lock(userId, key))) throw new RequestInProgress();
    const kept = await this.keys.find(userId, key);
    if (kept) {
      if (kept.requestHash !== hash) throw new IdempotencyKeyReused();
      return replay(kept, reply);
    }
    const body: unknown = await lastValueFrom(next.handle(), { defaultValue: undefined });
    await this.keys.insert(userId, key, {
      requestHash: hash,
      status: reply.statusCode,
      headers: keptHeaders(reply),
      body: body === undefined ? null : JSON.stringify(body),
    });
    return body;
  }
}

function keptHeaders(reply: FastifyReply): Record<string, string> {
  const values = KEPT_HEADERS.map((name) => [name, reply.getHeader(name)] as const);
  return Object.fromEntries(values.flatMap(([name, value]) => (value === undefined ? [] : [[name, String(value)]])));
}

function replay({ status, headers, body }: KeptAnswer, reply: FastifyReply): unknown {
  void reply.status(status).headers({ ...headers, 'Idempotent-Replayed': 'true' });
  return body === null ? undefined : JSON.parse(body);
}
