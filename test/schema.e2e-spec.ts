import { MikroORM } from '@mikro-orm/postgresql';
import { sql } from 'kysely';
import { randomUUIDv7 } from 'node:crypto';
import { inject } from 'vitest';
import { migrate } from '../src/database/migrate.js';
import { ormOptions } from '../src/database/orm-options.js';
import { describeSchema, foreignKeys, indexes, type ForeignKey } from './support/catalogue.js';
import { databaseUrl, execute } from './support/test-databases.js';

/** What the two schema decisions ask for: child column, parent, and what happens to the child with its parent. */
const DECIDED_FOREIGN_KEYS: [string, string, string, ForeignKey['on_delete']][] = [
  ['projects', 'user_id', 'profiles', 'cascade'],
  ['crawl_jobs', 'project_id', 'projects', 'cascade'],
  ['images', 'crawl_job_id', 'crawl_jobs', 'cascade'],
  ['job_chunks', 'job_id', 'crawl_jobs', 'cascade'],
  ['activity_logs', 'user_id', 'profiles', 'cascade'],
  ['credit_accounts', 'user_id', 'profiles', 'restrict'],
  ['credit_transactions', 'account_id', 'credit_accounts', 'restrict'],
  ['credit_transactions', 'user_id', 'profiles', 'restrict'],
  ['api_keys', 'user_id', 'profiles', 'cascade'],
  ['usage_metrics', 'user_id', 'profiles', 'cascade'],
  ['notifications', 'user_id', 'profiles', 'cascade'],
  ['notification_preferences', 'user_id', 'profiles', 'cascade'],
  ['validation_jobs', 'crawl_job_id', 'crawl_jobs', 'cascade'],
  ['export_jobs', 'crawl_job_id', 'crawl_jobs', 'cascade'],
  ['export_jobs', 'user_id', 'profiles', 'cascade'],
];

const DECIDED_INDEXES: [string, string[]][] = [
  ['profiles', ['email']],
  ['projects', ['user_id']],
  ['crawl_jobs', ['project_id']],
  ['crawl_jobs', ['status']],
  ['crawl_jobs', ['project_id', 'status']],
  ['crawl_jobs', ['created_at']],
  ['images', ['crawl_job_id']],
  ['images', ['created_at']],
  ['activity_logs', ['user_id']],
  ['activity_logs', ['timestamp']],
  ['activity_logs', ['user_id', 'created_at']],
  ['credit_transactions', ['user_id', 'created_at']],
  ['validation_jobs', ['status']],
  ['export_jobs', ['status']],
  ['export_jobs', ['user_id']],
];

describe('database schema', () => {
  const url = process.env.DATABASE_URL!;
  let orm: MikroORM;
  beforeAll(async () => {
    orm = await MikroORM.init({ ...ormOptions({ DATABASE_URL: url }), logger: () => {} });
  });
  afterAll(() => orm.close());

  it.each(DECIDED_FOREIGN_KEYS)(
    'has the foreign key %s.%s → %s, on delete %s',
    async (table, column, references, rule) => {
      const keys = await foreignKeys(orm.em);
      expect(keys).toContainEqual({ table, columns: [column], references, on_delete: rule });
    },
  );

  it('ties a job and a list to the owner of their project, and an image to the project of its job', async () => {
    const composite = (await foreignKeys(orm.em)).filter(({ columns }) => columns.length > 1);
    expect(composite).toEqual([
      { table: 'crawl_jobs', columns: ['project_id', 'user_id'], references: 'projects', on_delete: 'cascade' },
      { table: 'images', columns: ['crawl_job_id', 'project_id'], references: 'crawl_jobs', on_delete: 'cascade' },
      { table: 'url_lists', columns: ['project_id', 'user_id'], references: 'projects', on_delete: 'cascade' },
    ]);
  });

  it('cascades everywhere but in the ledger', async () => {
    const restricting = (await foreignKeys(orm.em)).filter(({ on_delete }) => on_delete !== 'cascade');
    const named = restricting.map(({ table, columns, on_delete }) => `${table}.${columns.join()} ${on_delete}`);
    expect(named).toEqual([
      'credit_accounts.user_id restrict',
      'credit_transactions.account_id restrict',
      'credit_transactions.user_id restrict',
    ]);
  });

  it.each(DECIDED_INDEXES)('has an index on %s %j', async (table, columns) => {
    const leading = (await indexes(orm.em))
      .filter((index) => index.table === table)
      .map((index) => index.columns.slice(0, columns.length).map((column) => column.replaceAll('"', '')));
    expect(leading).toContainEqual(columns);
  });

  it('keeps e-mail addresses and key hashes unique', async () => {
    const unique = (await indexes(orm.em)).filter(({ is_unique }) => is_unique);
    expect(unique).toContainEqual({ table: 'profiles', columns: ['email'], is_unique: true });
    expect(unique).toContainEqual({ table: 'api_keys', columns: ['hash'], is_unique: true });
    expect(unique).toContainEqual({ table: 'credit_transactions', columns: ['idempotency_key'], is_unique: true });
  });

  it('has an index that begins with the column of each foreign key', async () => {
    const known = await indexes(orm.em);
    const bare = (await foreignKeys(orm.em)).filter(
      ({ table, columns }) => !known.some((index) => index.table === table && index.columns[0] === columns[0]),
    );
    expect(bare).toEqual([]);
  });

  it('goes down to nothing and up to the same again', async () => {
    const before = await describeSchema(orm.em);
    expect(before.length).toBeGreaterThan(200);
    await orm.migrator.down({ to: 0 });
    const rest = await describeSchema(orm.em);
    expect(rest.filter((line) => !line.includes('mikro_orm_migrations'))).toEqual([]);
    expect((await migrate(orm)).length).toBeGreaterThan(0);
    expect(await describeSchema(orm.em)).toEqual(before);
    expect(await migrate(orm)).toEqual([]);
  });

  it('is migrated once when several processes try at the same time', async () => {
    const name = `${inject('run')}_race`;
    await execute(inject('adminUrl'), `create database "${name}"`);
    const options = { ...ormOptions({ DATABASE_URL: databaseUrl(inject('adminUrl'), name) }), logger: () => {} };
    const orms = await Promise.all(Array.from({ length: 4 }, () => MikroORM.init(options)));
    const applied = await Promise.all(orms.map((one) => migrate(one)));
    expect(applied.filter((names) => names.length > 0)).toHaveLength(1);
    await Promise.all(orms.map((one) => one.close()));
  });

  it('deletes a project with everything below it, and no profile that has a ledger', async () => {
    const [user, project, job, chunk] = Array.from({ length: 4 }, () => randomUUIDv7());
    const db = orm.em.getKysely();
    await sql`insert into profiles (id, email) values (${user}, ${`${user}@test.example`})`.execute(db);
    await sql`insert into projects (id, user_id, name) values (${project}, ${user}, 'p')`.execute(db);
    await sql`insert into crawl_jobs (id, project_id, user_id, name, keywords, sources, max_images)
      values (${job}, ${project}, ${user}, 'c', '["cat"]', '["google"]', 10)`.execute(db);
    await sql`insert into job_chunks (id, job_id, run, chunk_index, keyword, source, range_start, range_end, target)
      values (${chunk}, ${job}, 1, 0, 'cat', 'google', 0, 10, 10)`.execute(db);
    await sql`insert into images (id, project_id, crawl_job_id, chunk_id, candidate_position, keyword, labels, source, filename,
        format, width, height, file_size, stored_sha256, sha256, phash)
      values (${randomUUIDv7()}, ${project}, ${job}, ${chunk}, 0, 'cat', '[]', 'google', 'a.jpg', 'jpeg', 1, 1, 1, 's', 's', ${'0'.repeat(64)}::bit(64))`.execute(
      db,
    );
    await sql`insert into credit_accounts (id, user_id) values (${randomUUIDv7()}, ${user})`.execute(db);

    await sql`delete from projects where id = ${project}`.execute(db);
    for (const table of ['crawl_jobs', 'job_chunks', 'images']) {
      const { rows } = await sql<{ n: string }>`select count(*) as n from ${sql.table(table)}`.execute(db);
      expect([table, rows[0]?.n]).toEqual([table, '0']);
    }
    const deletion = sql`delete from profiles where id = ${user}`.execute(db);
    await expect(deletion).rejects.toMatchObject({ code: '23001' });
  });

  it('refuses to change or delete a row of the ledger, even for the owner of the table', async () => {
    const [user, account] = [randomUUIDv7(), randomUUIDv7()];
    const db = orm.em.getKysely();
    await sql`insert into profiles (id, email) values (${user}, ${`${user}@test.example`})`.execute(db);
    await sql`insert into credit_accounts (id, user_id, balance) values (${account}, ${user}, 5)`.execute(db);
    await sql`insert into credit_transactions (id, account_id, user_id, type, amount, d_balance, d_reserved, d_spent, balance_after, idempotency_key)
      values (${randomUUIDv7()}, ${account}, ${user}, 'bonus', 5, 5, 0, 0, 5, ${`bonus:signup:${user}`})`.execute(db);
    for (const attempt of [
      sql`update credit_transactions set amount = 6 where user_id = ${user}`,
      sql`delete from credit_transactions where user_id = ${user}`,
      sql`truncate credit_transactions`,
    ]) {
      await expect(attempt.execute(db)).rejects.toMatchObject({ code: '23001' });
    }
  });
});
