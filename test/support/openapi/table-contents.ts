import { sql } from 'kysely';
import type { TestApp } from '../test-app.js';

/** What requests may leave behind whatever they are answered. */
const IGNORED_COLUMNS = ['last_used_at', 'last_used_ip'];

/** Counts of calls, which is what they are for. */
const IGNORED_TABLES = ['deprecation_usage', 'usage_metrics'];

/**
 * Every table with its number of rows and a hash of all they hold: to tell that requests changed nothing. With `about`, of
 * the rows only that name one of these ids.
 */
export async function tableContents(app: TestApp, about: readonly string[] = []): Promise<Record<string, string>> {
  const db = app.db.getKysely();
  const named = about.length === 0 ? sql`true` : sql`row_text like any(${about.map((id) => `%${id}%`)}::text[])`;
  const { rows: tables } = await sql<{ name: string }>`
    select table_name as name from information_schema.tables
     where table_schema = 'public' and table_type = 'BASE TABLE' order by 1`.execute(db);
  const contents: Record<string, string> = {};
  for (const { name } of tables.filter((table) => !IGNORED_TABLES.includes(table.name))) {
    const { rows } = await sql<{ held: string }>`
      select count(*) || ' rows, ' || coalesce(md5(string_agg(row_text, ',' order by row_text)), '') as held
        from (select (to_jsonb(t) - ${IGNORED_COLUMNS}::text[])::text as row_text from ${sql.table(name)} t) x where ${named}`.execute(
      db,
    );
    contents[name] = rows[0]?.held ?? '';
  }
  return contents;
}
