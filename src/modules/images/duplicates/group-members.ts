import { EntityManager } from '@mikro-orm/postgresql';
import { Injectable } from '@nestjs/common';
import { sql, type RawBuilder } from 'kysely';
import type { Contender } from './keeper.js';
import { reachOfJob } from './reach.js';

/** A picture as grouping sees it. */
export interface Member extends Contender {
  /** 16 hex digits. */
  phash: string;
  /** Bits. */
  reach: number;
  /** Its keeper; itself when it is one, or alone. */
  group: string;
}

/** Reads and writes of who belongs to which group. Statements join the caller's transaction, under the project's lock. */
@Injectable()
export class GroupMembers {
  constructor(private readonly em: EntityManager) {}

  /** Until the transaction ends nobody else changes groups of the project. */
  async lock(projectId: string): Promise<void> {
    await sql`select pg_advisory_xact_lock(hashtextextended(${`duplicates ${projectId}`}, 0))`.execute(
      this.em.getKysely(),
    );
  }

  /** Pictures and the keepers of their groups. Those that are gone or take no part are left out. */
  withKeepers(ids: readonly string[]): Promise<Member[]> {
    return this.read(sql`i.id in (select i.id from images i where i.id = any(${ids}::uuid[])
      union select i.duplicate_of from images i where i.id = any(${ids}::uuid[]) and i.removed_at is null)`);
  }

  /** Everybody in the groups of these keepers, whether the keepers are still there or not. */
  of(keepers: readonly string[]): Promise<Member[]> {
    return this.read(sql`i.id in (select i.id from images i where i.id = any(${keepers}::uuid[])
      union all select i.id from images i where i.duplicate_of = any(${keepers}::uuid[]))`);
  }

  /** Hands whole groups to other keepers. Rows are locked by sha256 as everywhere, which keeps deadlocks away. */
  async join(moves: ReadonlyMap<string, string>): Promise<void> {
    if (moves.size === 0) return;
    await sql`
      with told as (select * from unnest(${[...moves.keys()]}::uuid[], ${[...moves.values()]}::uuid[]) as t (old, keeper)),
      members as (
        select i.id, t.keeper from told t join images i on i.id = t.old
         union all select i.id, t.keeper from told t join images i on i.duplicate_of = t.old),
      moved as materialized (
        select i.id, m.keeper from members m join images i on i.id = m.id
         where i.removed_at is null and not i.kept_apart
         order by i.sha256, i.id for no key update of i)
      update images i set is_duplicate = true, duplicate_of = moved.keeper, updated_at = clock_timestamp()
        from moved where i.id = moved.id`.execute(this.em.getKysely());
  }

  /** Writes the keeper of each picture; null: it is one, or alone. Rows that say so already stay as they are. */
  async assign(keepers: ReadonlyMap<string, string | null>): Promise<void> {
    if (keepers.size === 0) return;
    await sql`
      with told as (select * from unnest(${[...keepers.keys()]}::uuid[], ${[...keepers.values()]}::uuid[]) as t (id, keeper)),
      moved as materialized (
        select i.id, t.keeper from images i join told t on t.id = i.id
         where i.duplicate_of is distinct from t.keeper or i.is_duplicate <> (t.keeper is not null)
         order by i.sha256, i.id for no key update of i)
      update images i set is_duplicate = moved.keeper is not null, duplicate_of = moved.keeper, updated_at = clock_timestamp()
        from moved where i.id = moved.id`.execute(this.em.getKysely());
  }

  private async read(which: RawBuilder<unknown>): Promise<Member[]> {
    const { rows } = await sql<Member>`
      select i.id, lpad(to_hex(i.phash::bigint), 16, '0') as phash, ${reachOfJob} as reach,
             coalesce(i.duplicate_of, i.id) as "group", i.width::float8 * i.height as pixels,
             i.license is not null as licensed, (extract(epoch from i.created_at) * 1000000)::float8 as created
        from images i join crawl_jobs j on j.id = i.crawl_job_id
       where ${which} and i.removed_at is null and not i.kept_apart and j.deleted_at is null`.execute(
      this.em.getKysely(),
    );
    return rows;
  }
}
