import type { Options } from '@mikro-orm/postgresql';
import ormConfig from '../../mikro-orm.config.js';
import type { Env } from '../config/env.js';

/** The ORM of a running process: never writes the migrations' snapshot, gives up on a silent server after five seconds. */
export function ormOptions(env: Pick<Env, 'DATABASE_URL'>): Options {
  return {
    ...ormConfig,
    clientUrl: env.DATABASE_URL,
    migrations: { ...ormConfig.migrations, snapshot: false },
    driverOptions: { connectionTimeoutMillis: 5_000 },
  };
}
