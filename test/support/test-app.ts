import { MikroORM, RequestContext, type EntityManager } from '@mikro-orm/postgresql';
import type { LogLevel, Type } from '@nestjs/common';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { Test, type TestingModuleBuilder } from '@nestjs/testing';
import { randomUUID } from 'node:crypto';
import { AllInOneModule } from '../../src/all-in-one.module.js';
import { AppModule } from '../../src/app.module.js';
import { USER_SCOPES } from '../../src/common/auth/scopes.js';
import { Env, loadEnv } from '../../src/config/env.js';
import { configureApp, httpAdapter } from '../../src/http.js';
import { CreditsService } from '../../src/modules/credits/credits.service.js';
import { ApiKeysService } from '../../src/modules/profiles/api-keys.service.js';
import { buildOpenApi, mountDocs } from '../../src/openapi.js';
import { ProfilesService } from '../../src/modules/profiles/profiles.service.js';
import { AnswerWatch } from './response-validation.js';
import { TestClient, TestUser } from './test-user.js';

/** TEST_LOG=1 shows what the application says; tests that break things on purpose would fill the screen with it. */
const LOG_LEVELS: LogLevel[] = process.env.TEST_LOG ? ['fatal', 'error', 'warn', 'log'] : ['fatal'];

export interface TestAppOptions {
  /** Also consume the queues, as WORKERS=inline does. */
  workers?: boolean;
  /** Environment variables that differ from the test run's. */
  env?: Record<string, string>;
  /** Replaces providers; only what stands for the outside. */
  override?: (module: TestingModuleBuilder) => TestingModuleBuilder;
}

export interface UserOptions {
  credits?: number;
  /** Of the user's API key; all that a user may have unless told. */
  scopes?: readonly string[];
}

/** The application as main.ts composes it, on a real server, database and Redis. */
export class TestApp {
  private constructor(
    readonly nest: NestFastifyApplication,
    /** Where it listens, without a final slash. */
    readonly url: string,
    private readonly answers: AnswerWatch,
  ) {}

  static async start({
    workers = false,
    env = {},
    override = (module) => module,
  }: TestAppOptions = {}): Promise<TestApp> {
    const values = loadEnv({ ...process.env, WORKERS: workers ? 'inline' : 'off', ...env });
    const root = Test.createTestingModule({ imports: [workers ? AllInOneModule : AppModule] });
    const module = await override(root.overrideProvider(Env).useValue(values)).compile();
    const adapter = httpAdapter({ publicUrl: values.PUBLIC_URL });
    const nest = module.createNestApplication<NestFastifyApplication>(adapter, { logger: LOG_LEVELS });
    configureApp(nest);
    const description = buildOpenApi(nest);
    mountDocs(nest, description);
    const answers = new AnswerWatch(nest.getHttpAdapter().getInstance(), JSON.parse(JSON.stringify(description)));
    await nest.listen(0, '127.0.0.1');
    return new TestApp(nest, await nest.getUrl(), answers);
  }

  private stopped?: Promise<void>;

  /** Fails when an answer was not as documented. May be called again. */
  stop(): Promise<void> {
    return (this.stopped ??= this.nest.close().then(() => this.answers.end()));
  }

  get<T>(token: Type<T> | string): T {
    return this.nest.get<T>(token, { strict: false });
  }

  /** A fresh view of the database. */
  get db(): EntityManager {
    return this.get(MikroORM).em.fork();
  }

  /** Runs code outside a request as a worker would: in a unit of work of its own. */
  inContext<T>(work: () => Promise<T>): Promise<T> {
    return RequestContext.create(this.get(MikroORM).em, work);
  }

  /** A client that sends `key`; without one, a stranger. */
  as(key: string | null): TestClient {
    return new TestClient(this.nest.getHttpServer(), key);
  }

  get anonymous(): TestClient {
    return this.as(null);
  }

  /** A new profile with a credit account and an API key. */
  async givenUser({ credits = 0, scopes = USER_SCOPES }: UserOptions = {}): Promise<TestUser> {
    const email = `${randomUUID()}@test.example`;
    return this.inContext(async () => {
      const { id } = await this.get(ProfilesService).findOrCreate(email);
      await this.get(CreditsService).openAccount(id, credits);
      const { key } = await this.get(ApiKeysService).issue(id, { name: 'test', scopes, expires_at: null });
      return new TestUser(this.nest.getHttpServer(), key, id, email);
    });
  }
}
