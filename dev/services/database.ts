import { Client, type QueryResultRow } from 'pg';

const CONNECT_TIMEOUT_MS = 5_000;

/** The data directory of the server behind `url`; null while it does not take connections or knows us not. */
export async function dataDirectoryAt(url: string): Promise<string | null> {
  const row = await queryOnce<{ data_directory: string }>(url, 'show data_directory').catch(() => null);
  return row?.data_directory ?? null;
}

/** Throws a readable error when nothing answers at `url`. */
export async function checkDatabase(url: string): Promise<void> {
  if (!URL.canParse(url)) throw new Error('DATABASE_URL is not a URL');
  const { hostname, port, pathname } = new URL(url);
  await queryOnce(url, 'select 1').catch((cause: unknown) => {
    const what = `no PostgreSQL database ${pathname.slice(1)} at ${hostname}:${port || 5432}`;
    throw new Error(`DATABASE_URL: ${what} (${cause instanceof Error ? cause.message : String(cause)})`, { cause });
  });
}

/** Creates the database unless it exists. `name` is ours, never input. */
export async function createDatabase(url: string, name: string): Promise<void> {
  const exists = () => queryOnce(url, 'select 1 from pg_database where datname = $1', [name]);
  if (await exists()) return;
  await queryOnce(url, `create database "${name}"`).catch(async (error: unknown) => {
    // Another launcher that joined this server may have been first.
    if (!(await exists())) throw error;
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
