import { sql } from 'kysely';
import { FAILED_OUTCOMES } from './candidate-outcome.js';

/** What the chunks of a job add up to: the live figures behind its counters. */
export interface JobFigures {
  total_chunks: number;
  active_chunks: number;
  completed_chunks: number;
  failed_chunks: number;
  candidates: number;
  downloaded_images: number;
  duplicates: number;
  failed_downloads: number;
  duplicate_urls: number;
  outcomes: Record<string, number>;
  by_source: { source: string; candidates: number; stored: number }[];
  /** Σ chunk versions: changes with every write. */
  chunk_version: number;
}

/** A lateral row `f` of JobFigures for the job `j` of the surrounding query; reads job_chunks only. */
export const figuresOf = sql`
  lateral (
    select count(*)::int as total_chunks,
           count(*) filter (where c.status in ('pending', 'processing'))::int as active_chunks,
           count(*) filter (where c.status = 'completed')::int as completed_chunks,
           count(*) filter (where c.status = 'failed')::int as failed_chunks,
           coalesce(sum(c.candidates), 0)::int as candidates,
           coalesce(sum(c.stored), 0)::int as downloaded_images,
           coalesce(sum(c.duplicate_urls), 0)::int as duplicate_urls,
           coalesce(sum(c.version), 0)::int as chunk_version
      from job_chunks c where c.job_id = j.id) t,
  lateral (
    select coalesce(jsonb_object_agg(o.outcome, o.n), '{}') as outcomes,
           coalesce(sum(o.n) filter (where o.outcome = 'duplicate_bytes'), 0)::int as duplicates,
           coalesce(sum(o.n) filter (where o.outcome = any(${FAILED_OUTCOMES}::text[])), 0)::int as failed_downloads
      from (select x.outcome, sum(x.n::int)::int as n
              from job_chunks c, jsonb_each_text(c.outcomes) as x (outcome, n)
             where c.job_id = j.id group by x.outcome) o) u,
  lateral (
    select coalesce(jsonb_agg(jsonb_build_object('source', s.source, 'candidates', s.candidates, 'stored', s.stored)
                              order by s.source), '[]') as by_source
      from (select c.source, sum(c.candidates)::int as candidates, sum(c.stored)::int as stored
              from job_chunks c where c.job_id = j.id group by c.source) s) v`;
