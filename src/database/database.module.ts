import { MikroOrmModule } from '@mikro-orm/nestjs';
import { PostgreSqlDriver } from '@mikro-orm/postgresql';
import { Global, Module } from '@nestjs/common';
import { Env } from '../config/env.js';
import { DatabaseProbe } from './database-probe.js';
import { ormOptions } from './orm-options.js';

/** The ORM, with one unit of work per request. It connects on first use, so a process starts without its database. */
@Global()
@Module({
  imports: [MikroOrmModule.forRootAsync({ driver: PostgreSqlDriver, inject: [Env], useFactory: ormOptions })],
  providers: [DatabaseProbe],
  exports: [DatabaseProbe],
})
export class DatabaseModule {}
