import { MikroORM } from '@mikro-orm/postgresql';
import { randomBytes } from 'node:crypto';
import { Client, type QueryResultRow } from 'pg';
import { ormOptions } from '../../src/database/orm-options.js';

const PREFIX = 'pixcrawler_test_';
const STALE_MS = 2 * 60 * 60 * 1000;

/** A name that no other run, at the same time on the same server, uses; it says when it was made. */
export const newRunName = (): string => `${PREFIX}${Date.now()}_${randomBytes(3).toString('hex')}`;

export function databaseUrl(adminUrl: string, name: string): string {
  const url = new URL(adminUrl);
  url.pathname = `/${name}`;
  return url.href;
}

/** Runs the real migrations on a new database, which every file then clones. */
export async function createTemplate(adminUrl: string, name: string): Promise<void> {
  await execute(adminUrl, `create database "${name}"`);
  const orm = await MikroORM.init({ ...ormOptions({ DATABASE_URL: databaseUrl(adminUrl, name) }), logger: () => {} });
  await orm.migrator.up();
  await orm.close(true);
}

export async function cloneTemplate(adminUrl: string, template: string, name: string): Promise<void> {
  await execute(adminUrl, `create database "${name}" template "${template}"`);
}

/** Drops the run's databases and those that killed runs left behind hours ago. */
export async function dropDatabases(adminUrl: string, run: string): Promise<void> {
  const rows = await execute<{ datname: string }>(adminUrl, `select datname from pg_database`);
  for (const { datname } of rows) {
    const madeAt = Number(/^pixcrawler_test_(\d+)_/.exec(datname)?.[1] ?? Number.NaN);
    if (datname.startsWith(run) || madeAt < Date.now() - STALE_MS) {
      await execute(adminUrl, `drop database if exists "${datname}" with (force)`);
    }
  }
}

/** One statement on a connection of its own. */
export async function execute<T extends QueryResultRow>(url: string, statement: string): Promise<T[]> {
  const client = new Client({ connectionString: url });
  await client.connect();
  try {
    return (await client.query<T>(statement)).rows;
  } finally {
    await client.end();
  }
}
