import {
  DummyDriver,
  Kysely,
  PostgresAdapter,
  PostgresIntrospector,
  PostgresQueryCompiler,
  type CompiledQuery,
  type DatabaseConnection,
  type QueryResult,
} from 'kysely';
import { encodeCursor } from './cursor.js';
import { keysetPage, type SortOrder } from './keyset.js';
import { sortOrder } from './sort.js';

interface Tables {
  projects: { id: string; name: string; created_at: string };
}

const ID = '0190a5c8-7e2f-7abc-8def-0123456789ab';
const AT = '2026-11-22T00:24:02.245941Z';
const rows = [1, 2, 3].map((n) => ({ name: `p${n}`, keyset: [AT, ID.replace('b', String(n))] }));

/** A PostgreSQL dialect whose connection answers every query with three rows, and keeps the query. */
function database(): { db: Kysely<Tables>; queries: CompiledQuery[] } {
  const queries: CompiledQuery[] = [];
  class Driver extends DummyDriver {
    override async acquireConnection(): Promise<DatabaseConnection> {
      return {
        async executeQuery<R>(query: CompiledQuery): Promise<QueryResult<R>> {
          queries.push(query);
          return JSON.parse(JSON.stringify({ rows }));
        },
        async *streamQuery<R>(): AsyncGenerator<QueryResult<R>> {},
      };
    }
  }
  const dialect = {
    createAdapter: () => new PostgresAdapter(),
    createDriver: () => new Driver(),
    createIntrospector: (db: Kysely<unknown>) => new PostgresIntrospector(db),
    createQueryCompiler: () => new PostgresQueryCompiler(),
  };
  return { db: new Kysely<Tables>({ dialect }), queries };
}

const scope = { list: 'projects', user: 'u1' };

describe('keysetPage', () => {
  it('asks for one more than the page, in the order of the keyset', async () => {
    const { db, queries } = database();
    const page = await keysetPage(db.selectFrom('projects').select('name').where('name', '=', 'x'), {
      limit: 2,
      scope,
    });
    expect(page.data).toEqual([{ name: 'p1' }, { name: 'p2' }]);
    expect(page.has_more).toBe(true);
    expect(queries[0]?.sql).toBe(
      `select "name", json_build_array(to_char("created_at" at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"'), "id") as "keyset" ` +
        `from "projects" where "name" = $1 order by "created_at" desc, "id" desc limit $2`,
    );
    expect(queries[0]?.parameters).toEqual(['x', 3]);
  });

  it('continues after the last row of the page, and binds the values', async () => {
    const { db, queries } = database();
    const query = db.selectFrom('projects').select('name');
    const first = await keysetPage(query, { limit: 2, scope });
    const last = await keysetPage(query, { limit: 3, scope, cursor: first.next_cursor ?? '' });
    expect(queries[1]?.sql).toContain('where ("created_at", "id") < ($1::timestamptz, $2::uuid) order by');
    expect(queries[1]?.parameters).toEqual([AT, ID.replace('b', '2'), 4]);
    expect(last).toMatchObject({ has_more: false, next_cursor: null });
  });

  it('follows an allowed sort, and refuses the cursor of another order', async () => {
    const { db, queries } = database();
    const order: SortOrder = sortOrder({ name: { column: 'projects.name', type: 'text' } }, 'name', 'projects.id');
    const query = db.selectFrom('projects').select('name');
    await keysetPage(query, { limit: 2, scope, order });
    expect(queries[0]?.sql).toContain('order by "projects"."name" asc, "projects"."id" asc');
    const cursor = encodeCursor(scope, [AT, ID]);
    await expect(keysetPage(query, { limit: 2, scope, order, cursor })).rejects.toMatchObject({
      slug: 'invalid-cursor',
    });
    expect(() => sortOrder({}, '__proto__')).toThrow('allow-list');
  });
});
