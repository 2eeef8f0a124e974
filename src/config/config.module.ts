import { Global, Module } from '@nestjs/common';
import { Env, loadEnv } from './env.js';

/** The environment, read and checked once; inject `Env`. */
@Global()
@Module({ providers: [{ provide: Env, useFactory: () => loadEnv() }], exports: [Env] })
export class ConfigModule {}
