import { EntityManager } from '@mikro-orm/postgresql';
import { Injectable } from '@nestjs/common';
import { sql } from 'kysely';
import { FAILED_OUTCOMES } from '../candidate-outcome.js';
import { JobPartsService } from '../job-parts.service.js';
import type { JobPath } from '../job-path.js';
import type { LaneEnd } from '../planning/lane-end.js';
import { triedUrls } from '../planning/lane-yield.js';

/** What one search brought: a keyword at a source, whole or by a slice. */
export interface SearchFigures {
  keyword: string;
  source: string;
  slice: string;
  candidates: number;
  duplicate_urls: number;
  stored: number;
  duplicates: number;
  failed: number;
  /** Images per URL that was tried or known already, 0 to 1; null: none was. */
  yield: number | null;
  end: LaneEnd | null;
}

const MAX_SEARCHES = 1_000;

@Injectable()
export class JobYieldService {
  constructor(
    private readonly em: EntityManager,
    private readonly parts: JobPartsService,
  ) {}

  /** One statement over the job's chunks, searches in the order of their first chunks. Throws NotFound. */
  async of(path: JobPath): Promise<{ data: SearchFigures[]; has_more: boolean }> {
    await this.parts.mustOwn(path);
    const { rows } = await sql<SearchFigures>`
      select c.keyword, c.source, c.slice, sum(c.candidates)::int as candidates, sum(c.duplicate_urls)::int as duplicate_urls,
             sum(c.stored)::int as stored, sum(n.duplicates)::int as duplicates, sum(n.failed)::int as failed,
             round(sum(c.stored)::numeric / nullif(sum(${triedUrls}), 0), 4)::float8 as yield,
             (array_agg(c.lane_end order by c.chunk_index desc))[1] as end
        from job_chunks c, lateral (
          select coalesce(sum(x.n::int) filter (where x.outcome = 'duplicate_bytes'), 0) as duplicates,
                 coalesce(sum(x.n::int) filter (where x.outcome = any(${FAILED_OUTCOMES}::text[])), 0) as failed
            from jsonb_each_text(c.outcomes) as x (outcome, n)) n
       where c.job_id = ${path.jobId}
       group by c.keyword, c.source, c.slice order by min(c.chunk_index) limit ${MAX_SEARCHES + 1}`.execute(
      this.em.getKysely(),
    );
    return { data: rows.slice(0, MAX_SEARCHES), has_more: rows.length > MAX_SEARCHES };
  }
}
