import { EntityManager } from '@mikro-orm/postgresql';
import { Injectable } from '@nestjs/common';
import { sql } from 'kysely';
import { Env } from '../../../config/env.js';
import type { CrawlJobOptions } from '../crawl-job-options.js';
import { expansionSlice } from './expansion.js';

/** How many of the last URLs of slices tell how much the next ones will bring; fewer tell nothing. */
const SAMPLE = 100;
/** A search without a result counts as so many URLs in vain. */
const EMPTY_SEARCH = 20;

/** URLs of the chunk `c` that were tried or known already, as opposed to left aside or open. */
export const triedUrls = sql`(c.duplicate_urls + (
  select coalesce(sum(o.n::int), 0) from jsonb_each_text(c.outcomes) as o (outcome, n)
   where o.outcome not in ('not_needed', 'cancelled')))::int`;

interface JobOfLanes {
  id: string;
  run: number;
  options: CrawlJobOptions;
}

export interface Lane {
  keyword: string;
  source: string;
  expansion: boolean;
}

/** What the latest slices brought. */
@Injectable()
export class LaneYield {
  constructor(
    private readonly em: EntityManager,
    private readonly env: Env,
  ) {}

  /**
   * Tells whether the last slices, or the last expansions, of a keyword at a source brought fewer new pictures per URL
   * than the job wants. Only the present run counts, so a retry gives them another sample.
   */
  async tooLow(job: JobOfLanes): Promise<(search: Lane) => boolean> {
    const { rows } = await sql<Lane & { stored: number; tried: number }>`
      select x.keyword, x.source, x.expansion, sum(x.stored)::int as stored, sum(x.tried)::int as tried from (
        select n.*, sum(n.tried) over (partition by n.keyword, n.source, n.expansion order by n.chunk_index desc) - n.tried as later
          from (select c.keyword, c.source, c.slice like ${expansionSlice('%')} as expansion, c.chunk_index, c.stored,
                       case when c.lane_end is null then t.urls else coalesce(nullif(t.urls, 0), ${EMPTY_SEARCH}) end as tried
                  from job_chunks c cross join lateral (select ${triedUrls} as urls) t
                 where c.job_id = ${job.id} and c.run = ${job.run} and c.slice <> ''
                   and c.status not in ('pending', 'processing')) n) x
       where x.later < ${SAMPLE} group by 1, 2, 3 having sum(x.tried) >= ${SAMPLE}`.execute(this.em.getKysely());
    const least = job.options.min_yield ?? this.env.MIN_YIELD;
    const low = new Set(rows.filter(({ stored, tried }) => stored < least * tried).map(keyOf));
    return (search) => low.has(keyOf(search));
  }
}

const keyOf = ({ keyword, source, expansion }: Lane): string => JSON.stringify([keyword, source, expansion]);
