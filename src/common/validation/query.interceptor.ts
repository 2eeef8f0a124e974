import { Injectable, SetMetadata, type CallHandler, type ExecutionContext, type NestInterceptor } from '@nestjs/common';
import { ROUTE_ARGS_METADATA } from '@nestjs/common/constants.js';
import { RouteParamtypes } from '@nestjs/common/enums/route-paramtypes.enum.js';
import { Reflector } from '@nestjs/core';
import type { FastifyRequest } from 'fastify';
import { ValidationFailed } from '../problem/problems.js';
import type { FieldError } from '../problem/problem.js';

const ANY_QUERY = Symbol('any-query');

/** The route (or controller) reads its query itself; parameters that it does not declare are let through. */
export const AnyQuery = (): MethodDecorator & ClassDecorator => SetMetadata(ANY_QUERY, true);

/** Refuses, on every route, a parameter given twice and one that the route does not declare. */
@Injectable()
export class QueryInterceptor implements NestInterceptor {
  private readonly declared = new WeakMap<object, ReadonlySet<string> | null>();

  constructor(private readonly reflector: Reflector) {}

  intercept(context: ExecutionContext, next: CallHandler): ReturnType<CallHandler['handle']> {
    const query = context.switchToHttp().getRequest<FastifyRequest<{ Querystring: Record<string, unknown> }>>().query;
    const names = Object.keys(query);
    if (names.length > 0) {
      const known = this.declaredBy(context);
      const errors = names.flatMap((name): FieldError[] => {
        if (known && !known.has(name))
          return [{ parameter: name, code: 'unknown-property', message: 'is not known here' }];
        return known !== ANY && Array.isArray(query[name])
          ? [{ parameter: name, code: 'repeated', message: 'must be given once' }]
          : [];
      });
      if (errors.length > 0) throw new ValidationFailed(errors);
    }
    return next.handle();
  }

  /** Names that the route's `@Query('name')`s declare; null when a DTO declares them and its check will refuse the rest. */
  private declaredBy(context: ExecutionContext): ReadonlySet<string> | null {
    const handler = context.getHandler();
    let names = this.declared.get(handler);
    if (names === undefined) {
      names = this.readDeclared(context);
      this.declared.set(handler, names);
    }
    return names;
  }

  private readDeclared(context: ExecutionContext): ReadonlySet<string> | null {
    const handler = context.getHandler();
    if (this.reflector.getAllAndOverride<boolean>(ANY_QUERY, [handler, context.getClass()])) return ANY;
    const args: Record<string, { data?: unknown }> =
      Reflect.getMetadata(ROUTE_ARGS_METADATA, context.getClass(), handler.name) ?? {};
    const queries = Object.entries(args).filter(([key]) => key.startsWith(`${RouteParamtypes.QUERY}:`));
    if (queries.some(([, { data }]) => data === undefined)) return null;
    return new Set(queries.map(([, { data }]) => String(data)));
  }
}

/** A set that has everything. */
const ANY: ReadonlySet<string> = Object.assign(new Set<string>(), { has: () => true });
