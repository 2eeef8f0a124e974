import { EntityManager } from '@mikro-orm/postgresql';
import { Injectable } from '@nestjs/common';
import { sql, type RawBuilder } from 'kysely';
import { isHostBlocked } from '../../block-rules/blocked-hosts.js';
import { NotFound } from '../../../common/problem/problems.js';
import { CURABLE_OUTCOMES, FAILED_OUTCOMES, type CandidateOutcome } from '../candidate-outcome.js';
import type { JobPath } from '../job-path.js';
import { CURABLE_LANE_ENDS, LANE_ENDS, type LaneEnd } from '../planning/lane-end.js';

interface FailureFilter {
  outcome?: CandidateOutcome | undefined;
  host?: string | undefined;
  curable?: boolean | undefined;
}

interface FailureGroup {
  outcome: CandidateOutcome;
  host: string;
  count: number;
  /** A rule blocks its whole host now. */
  blocked: boolean;
  example_url: string;
  example_status: number | null;
  example_detail: string | null;
}

interface LaneFailure {
  source: string;
  end: LaneEnd;
  count: number;
  stored: number;
  example_keyword: string;
  example_detail: string | null;
}

interface Failures {
  groups: FailureGroup[];
  lanes: LaneFailure[];
  duplicate_urls: number;
}

const MAX_GROUPS = 100;

/** Why a job's URLs and sources did not give pictures. */
@Injectable()
export class FailuresService {
  constructor(private readonly em: EntityManager) {}

  /** One statement, counting in the partial index `crawl_candidates_unstored`. Throws NotFound unless the job is the user's. */
  async of({ userId, projectId, jobId }: JobPath, filter: FailureFilter): Promise<Failures & { hasMore: boolean }> {
    const { rows } = await sql<Failures>`
      with groups as materialized (
        select k.outcome, k.host, count(*)::int as count
          from crawl_candidates k
         where k.job_id = ${jobId} and k.outcome <> 'stored' and k.outcome = any(${outcomesOf(filter)}::text[])
           and ${filter.host === undefined ? sql`true` : sql`k.host = ${filter.host}`}
         group by k.outcome, k.host having ${isAsked(filter, sql`${isRetried} and not ${isHostBlocked(projectId, sql`k.host`)}`)}
         order by count(*) desc, k.outcome, k.host limit ${MAX_GROUPS + 1}),
      lanes as (
        select c.keyword, c.source, sum(c.stored)::int as stored,
               (array_agg(c.lane_end order by c.chunk_index desc))[1] as "end",
               (array_agg(c.error_message order by c.chunk_index desc)
                  filter (where c.lane_end is not null and c.error_message is not null))[1] as detail
          from job_chunks c where c.job_id = ${jobId} group by c.keyword, c.source, c.slice),
      ends as (
        select source, "end", count(*)::int as count, sum(stored)::int as stored, min(keyword) as example_keyword,
               min(detail) as example_detail
          from lanes where "end" = any(${endsOf(filter)}::text[])
         group by source, "end" order by count(*) desc, source, "end" limit ${MAX_GROUPS})
      select (select coalesce(jsonb_agg(to_jsonb(g) || to_jsonb(e) || jsonb_build_object('blocked', ${isHostBlocked(projectId, sql`g.host`)})
                                        order by g.count desc, g.outcome, g.host), '[]')
                from groups g, lateral (
                  select k.url as example_url, k.http_status as example_status, k.detail as example_detail
                    from crawl_candidates k
                   where k.job_id = ${jobId} and k.outcome <> 'stored' and k.outcome = g.outcome and k.host = g.host
                   limit 1) e) as groups,
             (select coalesce(jsonb_agg(to_jsonb(n) order by n.count desc, n.source, n."end"), '[]') from ends n) as lanes,
             (select coalesce(sum(c.duplicate_urls), 0)::int from job_chunks c where c.job_id = ${jobId}) as duplicate_urls
        from crawl_jobs j join projects p on p.id = j.project_id
       where j.id = ${jobId} and j.project_id = ${projectId} and j.user_id = ${userId}
         and j.deleted_at is null and p.deleted_at is null`.execute(this.em.getKysely());
    const failures = rows[0];
    if (!failures) throw new NotFound('Crawl job');
    const { groups } = failures;
    return { ...failures, groups: groups.slice(0, MAX_GROUPS), hasMore: groups.length > MAX_GROUPS };
  }
}

const outcomesOf = ({ outcome }: FailureFilter): readonly CandidateOutcome[] =>
  outcome === undefined ? FAILED_OUTCOMES : [outcome];

const isRetried = sql`k.outcome = any(${CURABLE_OUTCOMES}::text[])`;

const isAsked = ({ curable }: FailureFilter, isCurable: RawBuilder<unknown>): RawBuilder<unknown> =>
  curable === undefined ? sql`true` : sql`(${isCurable}) = ${curable}::boolean`;

/** A source that has no more has not failed. */
function endsOf({ curable }: FailureFilter): LaneEnd[] {
  const asked = LANE_ENDS.filter((end) => end !== 'exhausted');
  return asked.filter((each) => curable === undefined || CURABLE_LANE_ENDS.includes(each) === curable);
}
