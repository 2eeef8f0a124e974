import { applyDecorators, createParamDecorator, SetMetadata, type ExecutionContext } from '@nestjs/common';
import { ApiExtension } from '@nestjs/swagger';
import { EXTENSIONS } from '../openapi/extensions.js';
import { Unauthorized } from '../problem/problems.js';
import type { AuthRequest, AuthUser } from './auth-user.js';
import type { Scope } from './scopes.js';

export const PUBLIC_ROUTE = Symbol('public-route');
export const REQUIRED_SCOPES = Symbol('required-scopes');
export const REQUIRED_ROLES = Symbol('required-roles');

/** Lets a route or controller through without credentials; everything else is denied by default. */
export const Public = (): MethodDecorator & ClassDecorator =>
  applyDecorators(SetMetadata(PUBLIC_ROUTE, true), ApiExtension(EXTENSIONS.public, { value: true }));

/** Scopes that an API key needs, all of them. Sessions are not limited by scopes. */
export const Scopes = (...scopes: Scope[]): MethodDecorator & ClassDecorator =>
  applyDecorators(SetMetadata(REQUIRED_SCOPES, scopes), ApiExtension(EXTENSIONS.scopes, scopes));

/** Roles that may call, any of them. */
export const Roles = (...roles: AuthUser['role'][]): MethodDecorator & ClassDecorator =>
  applyDecorators(SetMetadata(REQUIRED_ROLES, roles), ApiExtension(EXTENSIONS.roles, roles));

/** The caller. On a public route without credentials it throws 401 rather than hand out undefined. */
export const CurrentUser = createParamDecorator((_: unknown, context: ExecutionContext): AuthUser => {
  const { user } = context.switchToHttp().getRequest<AuthRequest>();
  if (!user) throw new Unauthorized();
  return user;
});
