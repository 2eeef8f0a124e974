import { Body, Controller, Get, Global, Module, Post, type CanActivate, type ExecutionContext } from '@nestjs/common';
import { APP_GUARD, Reflector } from '@nestjs/core';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { Test } from '@nestjs/testing';
import { Env } from '../config/env.js';
import { configureApp, httpAdapter, type HttpOptions } from '../http.js';
import type { AuthRequest } from './auth/auth-user.js';
import { Public, PUBLIC_ROUTE } from './auth/auth.decorators.js';
import { CommonModule } from './common.module.js';
import { Deprecated } from './deprecation/deprecated.decorator.js';
import { HttpConventionsModule } from './http-conventions.module.js';
import type { Page } from './pagination/page-of.js';
import { NotFound, RateLimited, Unauthorized } from './problem/problems.js';
import { UuidParam } from './validation/uuid.js';
import { OddRoutesController } from './odd-routes.fixture.js';
import { setRequestUser } from './request-id/request-scope.js';
import { CreateThingDto, ThingsController } from './things.fixture.js';

@Deprecated({
  since: new Date('2026-11-01T00:00:00Z'),
  sunset: new Date('2027-06-01T00:00:00Z'),
  docs: '/docs/migrating',
  successor: '/api/things',
})
@Controller('old-things')
class OldThingsController {
  /** List old things */
  @Get()
  async listOldThings(): Promise<Page<object>> {
    return { data: [], has_more: true, next_cursor: 'x' };
  }

  /** Create an old thing */
  @Post()
  async createOldThing(@Body() dto: CreateThingDto): Promise<object> {
    return { ...dto };
  }

  /** Read an old thing */
  @Get(':old_id')
  async getOldThing(@UuidParam('old_id') _id: string): Promise<void> {
    throw new NotFound('Old thing');
  }
}

@Public()
@Controller('health')
class HealthFixtureController {
  /** Say hello */
  @Get('live')
  async live(): Promise<object> {
    return { status: 'ok' };
  }
}

/** Anybody is a user unless the header `as` says `nobody`, `forbidden` or `flood`. */
class FixtureGuard implements CanActivate {
  private readonly reflector = new Reflector();

  canActivate(context: ExecutionContext): boolean {
    const request = context.switchToHttp().getRequest<AuthRequest>();
    if (this.reflector.getAllAndOverride<boolean>(PUBLIC_ROUTE, [context.getHandler(), context.getClass()]))
      return true;
    if (request.headers['as'] === 'nobody') throw new Unauthorized();
    if (request.headers['as'] === 'flood') throw new RateLimited(7);
    setRequestUser('user-1');
    request.user = { id: 'user-1', role: 'user', scopes: null };
    return request.headers['as'] !== 'forbidden';
  }
}

@Global()
@Module({ providers: [{ provide: Env, useValue: new Env() }], exports: [Env] })
class EnvFixtureModule {}

@Module({
  imports: [EnvFixtureModule, CommonModule, HttpConventionsModule],
  controllers: [OddRoutesController, ThingsController, OldThingsController, HealthFixtureController],
  providers: [{ provide: APP_GUARD, useClass: FixtureGuard }],
})
class PipelineModule {}

/** A small app on the real adapter and conventions, without database or queue. */
export async function createPipelineApp(options: HttpOptions = {}): Promise<NestFastifyApplication> {
  const module = await Test.createTestingModule({ imports: [PipelineModule] }).compile();
  const app = module.createNestApplication<NestFastifyApplication>(httpAdapter(options), { logger: false });
  configureApp(app);
  return app;
}
