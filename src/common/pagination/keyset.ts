import { sql, type RawBuilder, type SelectQueryBuilder, type SimplifyResult } from 'kysely';
import { decodeCursor, encodeCursor, type CursorScope, type CursorValue, type CursorValueType } from './cursor.js';
import type { Page } from './page-of.js';

/** One column of a list's order. It must not be null. */
export interface SortColumn {
  /** Column or `table.column`. */
  column: string;
  type: CursorValueType;
}

/** A total order: the last column is unique. All columns run in the same direction, as one index serves. */
export interface SortOrder {
  columns: readonly SortColumn[];
  descending: boolean;
}

export interface KeysetRequest {
  limit: number;
  cursor?: string | undefined;
  /** What the cursor is bound to, filters included. */
  scope: CursorScope;
  /** Default: newest first by (created_at, id). */
  order?: SortOrder;
}

/** Newest first; `table` qualifies the columns in a join. */
export function newestFirst(table?: string): SortOrder {
  const prefix = table ? `${table}.` : '';
  return {
    descending: true,
    columns: [
      { column: `${prefix}created_at`, type: 'timestamp' },
      { column: `${prefix}id`, type: 'uuid' },
    ],
  };
}

/**
 * Runs one page of a list: the caller's query with the position, the order and the limit added.
 * Stable while rows are written, because it continues after a value and not after a count.
 * Timestamps travel as text with microseconds: a Date would lose them and repeat or skip rows.
 * @throws InvalidCursor
 */
export async function keysetPage<DB, TB extends keyof DB, O>(
  query: SelectQueryBuilder<DB, TB, O>,
  { limit, cursor, scope, order = newestFirst() }: KeysetRequest,
): Promise<Page<NonNullable<SimplifyResult<O>>>> {
  const { columns, descending } = order;
  const bound = { ...scope, order: columns.map(({ column }) => column), descending };
  const types = columns.map(({ type }) => type);
  const after = cursor === undefined ? null : decodeCursor(bound, cursor, types);

  let page = query.select(sql<CursorValue[]>`json_build_array(${sql.join(columns.map(exactly))})`.as('keyset'));
  if (after) {
    const left = sql.join(columns.map(({ column }) => sql.ref(column)));
    const right = sql.join(after.map((value, index) => typed(value, types[index] ?? 'text')));
    page = page.where(sql<boolean>`(${left}) ${sql.raw(descending ? '<' : '>')} (${right})`);
  }
  for (const { column } of columns) page = page.orderBy(sql.ref(column), descending ? 'desc' : 'asc');

  const rows = await page
    .limit(limit + 1)
    .$castTo<O>()
    .execute();
  const data = rows.slice(0, limit);
  const keysets = data.map(takeKeyset);
  const more = rows.length > limit;
  return { data, has_more: more, next_cursor: more ? encodeCursor(bound, keysets.at(-1) ?? []) : null };
}

/** Removes the helper column from a row and returns its values. */
function takeKeyset(row: object): unknown[] {
  const values: unknown = Reflect.get(row, 'keyset');
  Reflect.deleteProperty(row, 'keyset');
  return Array.isArray(values) ? values : [];
}

/** The column without loss; numeric and text ones as they are. */
function exactly({ column, type }: SortColumn): RawBuilder<unknown> {
  const ref = sql.ref(column);
  return type === 'timestamp' ? sql`to_char(${ref} at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"')` : sql`${ref}`;
}

const SQL_TYPES: Record<CursorValueType, string> = {
  timestamp: 'timestamptz',
  uuid: 'uuid',
  integer: 'bigint',
  text: 'text',
};

const typed = (value: CursorValue, type: CursorValueType): RawBuilder<unknown> =>
  sql`${value}::${sql.raw(SQL_TYPES[type])}`;
