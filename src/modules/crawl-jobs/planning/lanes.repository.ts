import { EntityManager } from '@mikro-orm/postgresql';
import { Injectable } from '@nestjs/common';
import { sql, type RawBuilder } from 'kysely';
import { SourceRegistry } from '../../../crawler/sources/source-registry.js';
import { CURABLE_OUTCOMES } from '../candidate-outcome.js';
import type { CrawlJobOptions } from '../crawl-job-options.js';
import { laneKey, type LaneState, type PlannedChunk } from './chunk-plan.js';
import { expansionSlice } from './expansion.js';
import { CURABLE_LANE_ENDS, type LaneEnd } from './lane-end.js';
import { LaneYield } from './lane-yield.js';
import { lanesInPlay } from './lanes-in-play.js';
import { recountChunks } from '../recount.js';

/** What the chunks of one lane add up to. */
export interface LaneRow extends LaneState {
  openChunks: number;
  /** URLs that its source named, those that the job had already included. */
  named: number;
  cursor: string | null;
  laneEnd: LaneEnd | null;
  /** What its source said last when it ended early. */
  detail: string | null;
}

/** A planned chunk that has its id. */
export interface NewChunk extends PlannedChunk {
  id: string;
}

interface JobOfLanes {
  id: string;
  run: number;
  keywords: string[];
  sources: string[];
  options: CrawlJobOptions;
}

type GroupRow = Omit<LaneRow, 'ended'> & { lastRun: number };

/** Lanes are not stored: they are what the chunks of a job say about each (keyword, source, slice). */
@Injectable()
export class LanesRepository {
  constructor(
    private readonly em: EntityManager,
    private readonly registry: SourceRegistry,
    private readonly yields: LaneYield,
  ) {}

  /** The lanes of the job in the order of the request: those that have chunks, and those that may get some. */
  async of(job: JobOfLanes): Promise<LaneRow[]> {
    const { rows } = await sql<GroupRow>`
      select c.keyword, c.source, c.slice,
             coalesce(sum(c.stored) filter (where o.closed), 0)::int as stored,
             coalesce(sum(c.target) filter (where not o.closed), 0)::int as open,
             count(*) filter (where not o.closed)::int as "openChunks",
             sum(c.candidates + c.duplicate_urls)::int as named,
             bool_or(not o.closed and not c.discovered) as discovering,
             coalesce(sum((select sum(n::int) from jsonb_each_text(c.outcomes) as x (outcome, n)
                            where ${reusable(job.run, sql`x.outcome`)}))
                        filter (where o.closed), 0)::int as leftover,
             (array_agg(c.cursor order by c.chunk_index desc))[1] as cursor,
             (array_agg(c.lane_end order by c.chunk_index desc))[1] as "laneEnd",
             (array_agg(c.error_message order by c.chunk_index desc)
                filter (where c.lane_end is not null and c.error_message is not null))[1] as detail,
             max(c.run) as "lastRun",
             greatest(0, extract(epoch from (array_agg(c.available_at order by c.chunk_index desc) filter (where o.closed))[1]
                                            - clock_timestamp()) * 1000)::int as "restMs"
        from job_chunks c cross join lateral (select c.status not in ('pending', 'processing') as closed) o
       where c.job_id = ${job.id}
       group by c.keyword, c.source, c.slice`.execute(this.em.getKysely());
    const known = Map.groupBy(rows, pairKey);
    const tooLow = rows.some(({ slice }) => slice !== '') ? await this.yields.tooLow(job) : () => false;
    const expansions = (job.options.expand ?? []).map(expansionSlice);
    return job.keywords.flatMap((keyword) =>
      job.sources.flatMap((source) =>
        lanesInPlay({
          keyword,
          source,
          known: new Map(known.get(pairKey({ keyword, source }))?.map((row) => [row.slice, laneOf(row, job.run)])),
          slices: this.registry.get(source)?.slices ?? [],
          expansions,
          depth: this.registry.get(source)?.depth ?? null,
          tooLow: ({ expansion }) => tooLow({ keyword, source, expansion }),
        }),
      ),
    );
  }

  /** What a cancel left open counts as left aside once its job goes on, also where no chunk takes it up. */
  async setCancelledAside(jobId: string): Promise<void> {
    const { rows } = await sql<{ id: string }>`
      with aside as (
        update crawl_candidates set outcome = 'not_needed', updated_at = clock_timestamp()
         where job_id = ${jobId} and outcome = 'cancelled' returning chunk_id)
      select distinct chunk_id as id from aside`.execute(this.em.getKysely());
    if (rows.length > 0)
      await recountChunks(
        this.em,
        rows.map(({ id }) => id),
      );
  }

  /** Opens the planned chunks. A lane's left-over URLs move into its new chunk, which asks the source for the rest. */
  async open(job: JobOfLanes & { priority: number }, lanes: LaneRow[], plan: readonly NewChunk[]): Promise<void> {
    if (plan.length === 0) return;
    const db = this.em.getKysely();
    const state = new Map(lanes.map((lane) => [laneKey(lane), lane]));
    const chunks = plan.map((chunk) => ({ ...chunk, lane: state.get(laneKey(chunk))! }));
    await sql`
      insert into job_chunks (id, job_id, run, chunk_index, keyword, source, slice, range_start, range_end, target, cursor,
                              discovered, lane_end, priority, available_at)
      select n.id, ${job.id}, ${job.run}, h.next_index + n.turn, n.keyword, n.source, n.slice,
             h.next_start + n.upto - n.target, h.next_start + n.upto, n.target, n.cursor, n.lane_end is not null, n.lane_end,
             ${job.priority}, clock_timestamp() + n.delay_ms * interval '1 millisecond'
        from (select coalesce(max(chunk_index), -1) as next_index, coalesce(max(range_end), 0) as next_start
                from job_chunks where job_id = ${job.id}) h,
             lateral (select p.*, sum(p.target) over (order by p.turn) as upto
                        from unnest(${chunks.map((c) => c.id)}::uuid[], ${chunks.map((c) => c.keyword)}::text[],
                                    ${chunks.map((c) => c.source)}::text[], ${chunks.map((c) => c.slice)}::text[],
                                    ${chunks.map((c) => c.target)}::int[], ${chunks.map((c) => c.lane.cursor)}::text[],
                                    ${chunks.map((c) => c.lane.laneEnd)}::text[], ${chunks.map((c) => c.delayMs)}::int[])
                             with ordinality as p (id, keyword, source, slice, target, cursor, lane_end, delay_ms, turn)) n`.execute(
      db,
    );
    for (const chunk of chunks.filter(({ lane }) => lane.leftover > 0)) await this.takeLeftover(job, chunk);
  }

  /**
   * Moves up to `target` reusable URLs of closed chunks of the lane into the chunk. Those of an earlier run have all their
   * tries before them again. Closed chunks change under the job's lock only.
   */
  private async takeLeftover(job: JobOfLanes, chunk: NewChunk): Promise<void> {
    const db = this.em.getKysely();
    const { rows } = await sql<{ from: string }>`
      with taken as (
        select k.id, k.chunk_id, c.run, row_number() over (order by k.attempts, c.chunk_index, k.position) - 1 as position
          from crawl_candidates k join job_chunks c on c.id = k.chunk_id
         where c.job_id = ${job.id} and c.keyword = ${chunk.keyword} and c.source = ${chunk.source}
           and c.slice = ${chunk.slice} and c.status not in ('pending', 'processing')
           and ${reusable(job.run, sql`k.outcome`)}
         order by k.attempts, c.chunk_index, k.position limit ${chunk.target})
      update crawl_candidates k
         set chunk_id = ${chunk.id}, position = t.position, outcome = null, http_status = null, detail = null,
             attempts = case when t.run < ${job.run} then 0 else k.attempts end, available_at = null,
             updated_at = clock_timestamp()
        from taken t where k.id = t.id
      returning t.chunk_id as "from"`.execute(db);
    await recountChunks(this.em, [chunk.id, ...new Set(rows.map((row) => row.from))]);
    await sql`update job_chunks set discovered = true where id = ${chunk.id} and candidates >= target`.execute(db);
  }
}

/** Left aside when a chunk had enough; or, in an earlier run of the job, failed in a way that may heal or with its chunk. */
const reusable = (run: number, outcome: RawBuilder<unknown>) =>
  sql`(${outcome} = 'not_needed' and c.status <> 'failed' or c.run < ${run} and ${outcome} = any(${CURABLE_OUTCOMES}::text[]))`;

const pairKey = ({ keyword, source }: { keyword: string; source: string }): string => JSON.stringify([keyword, source]);

/** A new run asks again where the last one ended in a way that may heal. */
function laneOf({ lastRun, ...lane }: GroupRow, run: number): LaneRow {
  const curable = lastRun < run && lane.laneEnd !== null && CURABLE_LANE_ENDS.includes(lane.laneEnd);
  const laneEnd = curable ? null : lane.laneEnd;
  return { ...lane, laneEnd, ended: laneEnd !== null };
}
