import { Injectable, type CanActivate, type ExecutionContext } from '@nestjs/common';
import { Reflector } from '@nestjs/core';
import type { FastifyReply } from 'fastify';
import type { AuthRequest, AuthUser } from '../../common/auth/auth-user.js';
import { PUBLIC_ROUTE, REQUIRED_ROLES, REQUIRED_SCOPES } from '../../common/auth/auth.decorators.js';
import { Forbidden, InsufficientScope, Unauthorized } from '../../common/problem/problems.js';
import { RateLimiter, type RateBucket } from '../../common/rate-limit/rate-limiter.js';
import { setRequestUser } from '../../common/request-id/request-scope.js';
import { Env } from '../../config/env.js';
import { addressBlock } from './address-block.js';
import { AuthStrategies } from './auth-strategy.js';
import { secretOf } from './credential.js';
import { InvalidToken } from './invalid-token.js';

/** Denies by default: a route is public, or it needs a user, and a key needs the scopes that the route names. */
@Injectable()
export class AuthGuard implements CanActivate {
  constructor(
    private readonly reflector: Reflector,
    private readonly strategies: AuthStrategies,
    private readonly limits: RateLimiter,
    private readonly env: Env,
  ) {}

  async canActivate(context: ExecutionContext): Promise<boolean> {
    const targets = [context.getHandler(), context.getClass()];
    if (this.reflector.getAllAndOverride<boolean | undefined>(PUBLIC_ROUTE, targets)) return true;
    const request = context.switchToHttp().getRequest<AuthRequest>();
    const reply = context.switchToHttp().getResponse<FastifyReply>();
    const user = await this.authenticate(request, reply);
    await this.limits.admit(bucketOf(user, this.env.RATE_LIMIT_PER_MINUTE), reply);
    this.checkRole(user, this.reflector.getAllAndOverride<AuthUser['role'][] | undefined>(REQUIRED_ROLES, targets));
    this.checkScopes(user, this.reflector.getAllAndOverride<string[] | undefined>(REQUIRED_SCOPES, targets));
    request.user = user;
    setRequestUser(user.id);
    return true;
  }

  /** Only failures count against an address: whoever has good credentials is not kept out by a neighbour who has none. */
  private async authenticate(request: AuthRequest, reply: FastifyReply): Promise<AuthUser> {
    const secret = secretOf(request.raw.rawHeaders);
    const strategy = secret === null ? undefined : this.strategies.all.find((each) => each.recognises(secret));
    const user = secret === null ? null : await strategy?.authenticate({ secret, ip: request.ip || null });
    if (user) return user;
    const address = addressBlock(request.ip);
    await this.limits.admit({ policy: 'address', id: address, limit: this.env.AUTH_FAILURES_PER_MINUTE }, reply);
    throw secret === null ? new Unauthorized() : new InvalidToken();
  }

  private checkRole(user: AuthUser, roles: AuthUser['role'][] | undefined): void {
    if (roles && !roles.includes(user.role))
      throw new Forbidden(`Only users with the role ${roles.join(' or ')} may do this`);
  }

  /** A route that names no scope is closed to keys: forgetting the decorator must not open it. */
  private checkScopes({ scopes }: AuthUser, required: string[] | undefined): void {
    if (scopes === null) return;
    if (!required) throw new Forbidden('API keys may not call this; sign in and use a token');
    const missing = required.filter((scope) => !scopes.has(scope));
    if (missing.length > 0) throw new InsufficientScope(missing);
  }
}

/** A key has a limit of its own; all sessions of a user share one. */
const bucketOf = ({ id, keyId, rateLimit }: AuthUser, limit: number): RateBucket =>
  keyId === undefined
    ? { policy: 'session', id, limit }
    : { policy: 'key', id: keyId, limit: limit && (rateLimit ?? limit) };
