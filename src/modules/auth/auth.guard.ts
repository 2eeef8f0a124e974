import { Injectable, type CanActivate, type ExecutionContext } from '@nestjs/common';
import { Reflector } from '@nestjs/core';
import type { AuthRequest, AuthUser } from '../../common/auth/auth-user.js';
import { PUBLIC_ROUTE, REQUIRED_ROLES, REQUIRED_SCOPES } from '../../common/auth/auth.decorators.js';
import { Forbidden, InsufficientScope, Unauthorized } from '../../common/problem/problems.js';
import { setRequestUser } from '../../common/request-id/request-scope.js';
import { AuthStrategies } from './auth-strategy.js';
import { secretOf } from './credential.js';

/** Denies by default: a route is public, or it needs a user, and a key needs the scopes that the route names. */
@Injectable()
export class AuthGuard implements CanActivate {
  constructor(
    private readonly reflector: Reflector,
    private readonly strategies: AuthStrategies,
  ) {}

  async canActivate(context: ExecutionContext): Promise<boolean> {
    const targets = [context.getHandler(), context.getClass()];
    if (this.reflector.getAllAndOverride<boolean | undefined>(PUBLIC_ROUTE, targets)) return true;
    const request = context.switchToHttp().getRequest<AuthRequest>();
    const user = await this.authenticate(request);
    if (!user) throw new Unauthorized();
    this.checkRole(user, this.reflector.getAllAndOverride<AuthUser['role'][] | undefined>(REQUIRED_ROLES, targets));
    this.checkScopes(user, this.reflector.getAllAndOverride<string[] | undefined>(REQUIRED_SCOPES, targets));
    request.user = user;
    setRequestUser(user.id);
    return true;
  }

  private async authenticate(request: AuthRequest): Promise<AuthUser | null> {
    const secret = secretOf(request.raw.rawHeaders);
    if (secret === null) return null;
    const strategy = this.strategies.all.find((candidate) => candidate.recognises(secret));
    return strategy?.authenticate({ secret, ip: request.ip || null }) ?? null;
  }

  private checkRole(user: AuthUser, roles: AuthUser['role'][] | undefined): void {
    if (roles && !roles.includes(user.role)) throw new Forbidden();
  }

  /** A route that names no scope is closed to keys: forgetting the decorator must not open it. */
  private checkScopes({ scopes }: AuthUser, required: string[] | undefined): void {
    if (scopes === null) return;
    if (!required) throw new Forbidden('API keys may not call this');
    const missing = required.filter((scope) => !scopes.has(scope));
    if (missing.length > 0) throw new InsufficientScope(missing);
  }
}
