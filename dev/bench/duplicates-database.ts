import { MikroORM, RequestContext, type EntityManager } from '@mikro-orm/postgresql';
import { Client } from 'pg';
import { ormOptions } from '../../src/database/orm-options.js';
import { startServices } from '../services/start-services.js';

export interface BenchDatabase {
  em: EntityManager;
  client: Client;
  /** Runs what uses `em`, as a request does. */
  inContext: <T>(work: () => Promise<T>) => Promise<T>;
  close(): Promise<void>;
}

/** A database of this name on a server of the benchmarks' own, up to date; dropped at the end unless `keep`. */
export async function openBenchDatabase(name: string, keep: boolean): Promise<BenchDatabase> {
  const services = await startServices({ dataDir: '.data/bench', fsync: false });
  const admin = new Client({ connectionString: services.adminUrl });
  await admin.connect();
  const { rowCount } = await admin.query('select 1 from pg_database where datname = $1', [name]);
  if (rowCount === 0) await admin.query(`create database "${name}"`);
  const url = new URL(services.adminUrl);
  url.pathname = `/${name}`;
  const orm = await MikroORM.init({ ...ormOptions({ DATABASE_URL: url.href }), logger: () => {} });
  await orm.migrator.up();
  const client = new Client({ connectionString: url.href });
  await client.connect();
  return {
    em: orm.em,
    client,
    inContext: (work) => RequestContext.create(orm.em, work),
    close: async () => {
      await client.end();
      await orm.close(true);
      if (!keep) await admin.query(`drop database "${name}" with (force)`);
      await admin.end();
      await services.stop();
    },
  };
}
