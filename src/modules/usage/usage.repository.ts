import { EntityManager } from '@mikro-orm/postgresql';
import { Injectable } from '@nestjs/common';
import { sql, type RawBuilder } from 'kysely';
import { randomUUIDv7 } from 'node:crypto';
import { LIMIT_COLUMNS, USAGE_FIGURES, type UsageFigures, type UsageLimits } from './usage-figures.js';

/** Figures of one user on one UTC day, `YYYY-MM-DD`. */
export interface UsageEntry extends UsageFigures {
  userId: string;
  day: string;
}

/** As SQL returns it: bigint is text. */
export type UsageDayRow = Record<keyof UsageFigures, string> & { date: string } & Record<
    'images_limit' | 'storage_limit_bytes' | 'api_calls_limit' | 'bandwidth_limit_bytes',
    string | null
  >;

const TODAY = sql`(clock_timestamp() at time zone 'UTC')::date`;
const COLUMNS = sql.join(USAGE_FIGURES.map((name) => sql.ref(name)));
const LIMITS = sql.join(USAGE_FIGURES.map((name) => sql.ref(LIMIT_COLUMNS[name])));
/** Figures add up; the limits of the day are those of its last change. */
const ADD_UP = sql.join([
  ...USAGE_FIGURES.map((name) => sql`${sql.ref(name)} = u.${sql.ref(name)} + excluded.${sql.ref(name)}`),
  ...USAGE_FIGURES.map((name) => sql`${sql.ref(LIMIT_COLUMNS[name])} = excluded.${sql.ref(LIMIT_COLUMNS[name])}`),
  sql`updated_at = clock_timestamp()`,
]);

const limitValues = (limits: UsageLimits): RawBuilder<unknown> =>
  sql.join(USAGE_FIGURES.map((name) => sql`${limits[name]}::bigint`));

/** The only writer of `usage_metrics`. */
@Injectable()
export class UsageRepository {
  constructor(private readonly em: EntityManager) {}

  /** Adds to today, by the database's clock, and keeps the row locked until the caller's transaction ends. */
  async addToday(userId: string, figures: UsageFigures, limits: UsageLimits): Promise<UsageFigures> {
    const { rows } = await sql<Record<keyof UsageFigures, string>>`
      insert into usage_metrics as u (id, user_id, metric_date, ${COLUMNS}, ${LIMITS})
      values (${randomUUIDv7()}, ${userId}, ${TODAY}, ${sql.join(USAGE_FIGURES.map((name) => figures[name]))}, ${limitValues(limits)})
      on conflict (user_id, metric_date) do update set ${ADD_UP} returning ${COLUMNS}`.execute(this.em.getKysely());
    const [row] = rows;
    if (!row) throw new Error('an upsert without a row');
    return {
      images_processed: Number(row.images_processed),
      storage_bytes: Number(row.storage_bytes),
      api_calls: Number(row.api_calls),
      bandwidth_bytes: Number(row.bandwidth_bytes),
    };
  }

  /** Adds what was counted elsewhere, all in one statement; at most one entry per user and day. Entries of users who are gone are dropped. */
  async addAll(entries: readonly UsageEntry[], limits: UsageLimits): Promise<void> {
    const sorted = entries.toSorted((a, b) => (a.userId + a.day < b.userId + b.day ? -1 : 1)); // one order of locks
    await sql`
      insert into usage_metrics as u (id, user_id, metric_date, ${COLUMNS}, ${LIMITS})
      select gen_random_uuid(), p.id, e.day, ${sql.join(USAGE_FIGURES.map((name) => sql`e.${sql.ref(name)}`))}, ${limitValues(limits)}
        from jsonb_to_recordset(${JSON.stringify(sorted)}::jsonb)
          as e("userId" uuid, day date, images_processed bigint, storage_bytes bigint, api_calls bigint, bandwidth_bytes bigint)
        join profiles p on p.id = e."userId" order by p.id, e.day
      on conflict (user_id, metric_date) do update set ${ADD_UP}`.execute(this.em.fork().getKysely());
  }

  /** Every day from `from` to `to`, both included, oldest first. */
  async days(userId: string, from: string, to: string): Promise<UsageDayRow[]> {
    const figures = USAGE_FIGURES.map((name) => sql`coalesce(${sql.ref(name)}, 0) as ${sql.ref(name)}`);
    const { rows } = await sql<UsageDayRow>`
      select to_char(d.day, 'YYYY-MM-DD') as date, ${sql.join(figures)}, ${LIMITS}
        from generate_series(${from}::date, ${to}::date, interval '1 day') d(day)
        left join usage_metrics u on u.user_id = ${userId} and u.metric_date = d.day::date
       order by d.day`.execute(this.em.getKysely());
    return rows;
  }

  /** Every day on which the user used something, oldest first. */
  async allDays(userId: string): Promise<UsageDayRow[]> {
    const { rows } = await sql<UsageDayRow>`
      select to_char(metric_date, 'YYYY-MM-DD') as date, ${COLUMNS}, ${LIMITS}
        from usage_metrics where user_id = ${userId} order by metric_date`.execute(this.em.getKysely());
    return rows;
  }

  /** Bytes of the stored objects of chunks. */
  async storedBytes(chunkIds: readonly string[]): Promise<number> {
    const { rows } = await sql<{ bytes: string }>`
      select coalesce(sum(file_size), 0) as bytes from images where chunk_id = any(${[...chunkIds]}::uuid[])`.execute(
      this.em.getKysely(),
    );
    return Number(rows[0]?.bytes ?? 0);
  }
}
