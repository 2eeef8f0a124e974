import { MikroORM } from '@mikro-orm/postgresql';
import { loadEnv } from './config/env.js';
import { migrate } from './database/migrate.js';
import { ormOptions } from './database/orm-options.js';
import { explainStart } from './start-failure.js';

/** A deploy step: brings the schema of DATABASE_URL up to date, from whatever directory and however many at a time. */
async function main(): Promise<void> {
  const orm = await MikroORM.init({ ...ormOptions(loadEnv()), logger: () => {} });
  try {
    const applied = await migrate(orm);
    console.log(applied.length === 0 ? 'the schema is up to date' : `applied ${applied.join(', ')}`);
  } finally {
    await orm.close();
  }
}

try {
  await main();
} catch (error) {
  console.error(explainStart(error));
  process.exitCode = 1;
}
