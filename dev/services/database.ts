import { Client, DatabaseError, type QueryResultRow } from 'pg';

const CONNECT_TIMEOUT_MS = 5_000;
const DUPLICATE_DATABASE = '42P04';

/** The data directory of the server behind `url`; null while it does not take connections or knows us not. */
export async function dataDirectoryAt(url: string): Promise<string | null> {
  const row = await queryOnce<{ data_directory: string }>(url, 'show data_directory').catch(() => null);
  return row?.data_directory ?? null;
}

/** Throws a readable error when nothing answers at `url`. */
export async function checkDatabase(url: string): Promise<void> {
  try {
    await queryOnce(url, 'select 1');
  } catch (error) {
    const { hostname, port, pathname } = new URL(url);
    throw new Error(`DATABASE_URL: no PostgreSQL database ${pathname.slice(1)} at ${hostname}:${port || 5432}`, {
      cause: error,
    });
  }
}

/** Creates the database unless it exists. `name` is ours, never input. */
export async function createDatabase(url: string, name: string): Promise<void> {
  if (await queryOnce(url, 'select from pg_database where datname = $1', [name])) return;
  await queryOnce(url, `create database "${name}"`).catch((error: unknown) => {
    if (!(error instanceof DatabaseError && error.code === DUPLICATE_DATABASE)) throw error;
  });
}

async function queryOnce<T extends QueryResultRow>(
  connectionString: string,
  sql: string,
  values: string[] = [],
): Promise<T | undefined> {
  const client = new Client({ connectionString, connectionTimeoutMillis: CONNECT_TIMEOUT_MS });
  // A connection that breaks while idle must not end the process.
  client.on('error', () => {});
  try {
    await client.connect();
    return (await client.query<T>(sql, values)).rows[0];
  } finally {
    await client.end().catch(() => {});
  }
}
