import { EntityManager } from '@mikro-orm/postgresql';
import { Injectable } from '@nestjs/common';
import { sql, type RawBuilder } from 'kysely';
import { BAND_BITS, bandMasks, BANDS } from './band-masks.js';
import { reachOfJob } from './reach.js';

/** Which pictures just came, and how near is near for them. */
export interface Arrivals {
  projectId: string;
  /** Bits. */
  reach: number;
  /** SQL condition on `i`, a row of images. */
  which: RawBuilder<unknown>;
}

export interface NearImage {
  id: string;
  /** Bits that differ. */
  distance: number;
}

/**
 * Searches a project's hashes in the database: the four band indexes give the hashes that share 16 bits, or all but one
 * or two of them, and the exact distance decides. Complete up to a distance of 11.
 */
@Injectable()
export class NearLookup {
  constructor(private readonly em: EntityManager) {}

  /** One statement for any number of arrivals: pairs that count as near for both, one for each group. */
  async pairs(arrivals: Arrivals): Promise<[string, string][]> {
    const { rows } = await nearPairs(arrivals).execute(this.em.getKysely());
    return rows.map(({ id, other }) => [id, other]);
  }

  /** Pictures near to any of the hashes (16 hex digits each), whatever their jobs say, nearest first. */
  async near(projectId: string, phashes: readonly string[], distance: number, limit: number): Promise<NearImage[]> {
    if (phashes.length === 0) return [];
    const { rows } = await sql<NearImage>`
      with fresh as materialized (
        select i.phash, ${distance}::int as reach, ${bandArrays(distance)}
          from (select ('x' || hex)::bit(64) as phash from unnest(${phashes}::text[]) as hex) i)
      select near.id, min(near.distance)::int as distance
        from fresh f cross join lateral (${within(projectId)}) near join crawl_jobs j on j.id = near.crawl_job_id
       where j.deleted_at is null
       group by near.id order by 2, 1 limit ${limit}`.execute(this.em.getKysely());
    return rows;
  }
}

/** The statement behind `pairs`: of each group one member is enough, so a thousand blank pictures make one pair. */
export const nearPairs = ({ projectId, reach, which }: Arrivals): RawBuilder<{ id: string; other: string }> => sql`
  with fresh as materialized (
    select i.id, i.phash, ${reach}::int as reach, ${bandArrays(reach)} from images i
     where ${which} and i.project_id = ${projectId} and i.removed_at is null and not i.kept_apart)
  select distinct on (f.id, near.keeper) f.id, near.id as other
    from fresh f cross join lateral (${within(projectId)}) near join crawl_jobs j on j.id = near.crawl_job_id
   where near.id <> f.id and not near.kept_apart and j.deleted_at is null and near.distance <= ${reachOfJob}
   order by f.id, near.keeper`;

/** Columns band_1 to band_4 of `i`: the values of a band to look for. */
function bandArrays(distance: number): RawBuilder<unknown> {
  return sql.join(
    Array.from({ length: BANDS }, (_, band) => {
      const masks = bandMasks(distance, band).map((mask) => mask.toString(2).padStart(BAND_BITS, '0'));
      return sql`
      array(select ${bandOf('i', band)} # mask from unnest(${masks}::bit(16)[]) as mask) as ${valuesOf(band)}`;
    }),
  );
}

/**
 * Pictures within the reach of `f`. The indexes hold whole hashes, so rows of images are read only of what is near. One
 * value of a band at a time, behind offsets, leaves the planner no other way: of a project that is newer than its
 * statistics it expects one picture, and would read the whole project for each band of each arrival.
 */
const within = (projectId: string): RawBuilder<unknown> => sql`
  select o.id, o.crawl_job_id, o.kept_apart, coalesce(o.duplicate_of, o.id) as keeper,
         bit_count(o.phash # f.phash)::int as distance
    from (${sql.join(
      Array.from(
        { length: BANDS },
        (_, band) => sql`
      select o.phash from unnest(f.${valuesOf(band)}) as value cross join lateral (
        select o.phash from images o
         where o.project_id = ${projectId} and ${bandOf('o', band)} = value
           and bit_count(o.phash # f.phash) <= f.reach offset 0) o`,
      ),
      sql` union `,
    )}) hash cross join lateral (
      select * from images o
       where o.project_id = ${projectId} and ${bandOf('o', 0)} = ${bandOf('hash', 0)} and o.phash = hash.phash
         and o.removed_at is null offset 0) o`;

const bandOf = (table: string, band: number): RawBuilder<unknown> =>
  sql`substring(${sql.ref(`${table}.phash`)} from ${sql.lit(band * BAND_BITS + 1)} for ${sql.lit(BAND_BITS)})`;

const valuesOf = (band: number): RawBuilder<unknown> => sql.ref(`band_${band + 1}`);
