import { Controller, Get, Global, Module } from '@nestjs/common';
import { APP_GUARD } from '@nestjs/core';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { Test } from '@nestjs/testing';
import request from 'supertest';
import type { AuthUser } from '../../common/auth/auth-user.js';
import { CurrentUser, Public, Roles, Scopes } from '../../common/auth/auth.decorators.js';
import { CommonModule } from '../../common/common.module.js';
import { HttpConventionsModule } from '../../common/http-conventions.module.js';
import { RateLimitStore } from '../../common/rate-limit/rate-limit.store.js';
import { RateLimiter } from '../../common/rate-limit/rate-limiter.js';
import { Env } from '../../config/env.js';
import { configureApp, httpAdapter } from '../../http.js';
import { QueueConnections } from '../../queue/queue-connections.js';
import { AuthStrategies, AuthStrategy } from './auth-strategy.js';
import { AuthGuard } from './auth.guard.js';
import type { Credential } from './credential.js';

const PEOPLE: Record<string, AuthUser> = {
  session: { id: 'ann', role: 'user', scopes: null },
  reader: { id: 'ann', role: 'user', scopes: new Set(['projects:read']) },
  writer: { id: 'ann', role: 'user', scopes: new Set(['projects:read', 'projects:write']) },
  boss: { id: 'bob', role: 'admin', scopes: new Set(['admin']) },
};

/** Credentials of another kind than keys, as a second strategy would bring them. */
class NameStrategy extends AuthStrategy {
  recognises(secret: string): boolean {
    return secret !== 'alien';
  }

  async authenticate({ secret }: Credential): Promise<AuthUser | null> {
    return PEOPLE[secret] ?? null;
  }
}

@Controller('routes')
class RoutesController {
  @Get('public')
  @Public()
  readPublic(): object {
    return {};
  }

  @Get('forgotten')
  readForgotten(@CurrentUser() user: AuthUser): object {
    return { id: user.id };
  }

  @Get('scoped')
  @Scopes('projects:read', 'projects:write')
  readScoped(): object {
    return {};
  }

  @Get('admin')
  @Roles('admin')
  @Scopes('admin')
  readAdmin(): object {
    return {};
  }
}

// nothing listens there: limits that cannot be counted let everybody through
const env = Object.assign(new Env(), { REDIS_URL: 'redis://127.0.0.1:1' });

@Global()
@Module({ providers: [{ provide: Env, useValue: env }], exports: [Env] })
class EnvFixtureModule {}

@Module({
  imports: [EnvFixtureModule, CommonModule, HttpConventionsModule],
  controllers: [RoutesController],
  providers: [
    { provide: APP_GUARD, useClass: AuthGuard },
    RateLimiter,
    RateLimitStore,
    QueueConnections,
    { provide: AuthStrategies, useValue: new AuthStrategies([new NameStrategy()]) },
  ],
})
class GuardedModule {}

describe('AuthGuard', () => {
  let app: NestFastifyApplication;
  beforeAll(async () => {
    const module = await Test.createTestingModule({ imports: [GuardedModule] }).compile();
    app = module.createNestApplication<NestFastifyApplication>(httpAdapter(), { logger: false });
    configureApp(app);
    await app.listen(0, '127.0.0.1');
  });
  afterAll(() => app.close());

  it.each([
    ['public', null, 200],
    ['public', 'nobody', 200],
    ['scoped', null, 401],
    ['scoped', 'nobody', 401],
    ['scoped', 'alien', 401], // no strategy recognises it
    ['scoped', 'reader', 403],
    ['scoped', 'writer', 200],
    ['scoped', 'session', 200],
    ['forgotten', null, 401],
    ['forgotten', 'writer', 403], // no scope named: closed to keys
    ['forgotten', 'session', 200],
    ['admin', 'writer', 403],
    ['admin', 'session', 403],
    ['admin', 'boss', 200],
  ])('%s called by %s: %i', async (route, who, status) => {
    const call = request(app.getHttpServer()).get(`/api/routes/${route}`);
    await (who === null ? call : call.set('Authorization', `Bearer ${who}`)).expect(status);
  });
});
