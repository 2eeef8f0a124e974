import type { MikroORM } from '@mikro-orm/postgresql';
import { sql } from 'kysely';

/** Any number that nothing else in the database uses as an advisory lock. */
const MIGRATION_LOCK = 7_249_001;

/** Applies what is pending and returns its names. Others who migrate the same database at this moment wait, then find nothing to do. */
export async function migrate(orm: MikroORM): Promise<string[]> {
  // the migrator uses a connection of its own, so the lock's may be idle in its transaction meanwhile
  return orm.em.fork().transactional(async (em) => {
    await sql`select pg_advisory_xact_lock(${MIGRATION_LOCK})`.execute(em.getKysely());
    const applied = await orm.migrator.up();
    return applied.map(({ name }) => name);
  });
}
