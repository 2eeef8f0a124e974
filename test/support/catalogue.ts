import type { EntityManager } from '@mikro-orm/postgresql';
import { sql } from 'kysely';

export interface ForeignKey {
  table: string;
  columns: string[];
  references: string;
  on_delete: 'cascade' | 'restrict' | 'no action' | 'set null' | 'set default';
}

export interface Index {
  table: string;
  /** Expressions appear as their SQL text. */
  columns: string[];
  is_unique: boolean;
}

/** Every foreign key of the schema, as PostgreSQL itself knows it. */
export async function foreignKeys(em: EntityManager): Promise<ForeignKey[]> {
  const { rows } = await sql<ForeignKey>`
    select c.conrelid::regclass::text as "table", c.confrelid::regclass::text as "references",
      (select array_agg(a.attname::text order by k.position)
       from unnest(c.conkey) with ordinality k(number, position)
       join pg_attribute a on a.attrelid = c.conrelid and a.attnum = k.number) as columns,
      case c.confdeltype when 'c' then 'cascade' when 'r' then 'restrict' when 'a' then 'no action'
        when 'n' then 'set null' else 'set default' end as on_delete
    from pg_constraint c where c.contype = 'f' and c.connamespace = 'public'::regnamespace
    order by 1, 3`.execute(em.getKysely());
  return rows;
}

/** Every index of the schema, those behind keys and unique constraints included. */
export async function indexes(em: EntityManager): Promise<Index[]> {
  const { rows } = await sql<Index>`
    select i.indrelid::regclass::text as "table", i.indisunique as is_unique,
      (select array_agg(pg_get_indexdef(i.indexrelid, n, true) order by n) from generate_series(1, i.indnkeyatts) n) as columns
    from pg_index i join pg_class c on c.oid = i.indrelid
    where c.relnamespace = 'public'::regnamespace order by i.indexrelid::regclass::text`.execute(em.getKysely());
  return rows;
}

/** Everything that a migration can make, as sorted text: to compare two states of a schema. */
export async function describeSchema(em: EntityManager): Promise<string[]> {
  const { rows } = await sql<{ line: string }>`
    select format('column %s.%s %s null=%s default=%s', table_name, column_name, data_type, is_nullable, column_default) as line
      from information_schema.columns where table_schema = 'public'
    union all select format('index %s', indexdef) from pg_indexes where schemaname = 'public'
    union all select format('constraint %s on %s: %s', conname, conrelid::regclass, pg_get_constraintdef(oid))
      from pg_constraint where connamespace = 'public'::regnamespace and contype <> 'n'
    union all select format('trigger %s', pg_get_triggerdef(oid)) from pg_trigger where not tgisinternal
    union all select format('function %s', proname) from pg_proc where pronamespace = 'public'::regnamespace
    union all select format('storage %s %s', relname, reloptions) from pg_class
      where relnamespace = 'public'::regnamespace and reloptions is not null
    order by 1`.execute(em.getKysely());
  return rows.map(({ line }) => line);
}
