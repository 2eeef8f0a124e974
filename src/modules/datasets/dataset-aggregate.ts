import { sql } from 'kysely';

const ENDED = sql`('completed', 'failed', 'cancelled')`;

/** A lateral row `a` that adds up the crawl jobs of the project `p` of the surrounding query. Open jobs are added up from their chunks. */
export const jobsOfProject = sql`
  lateral (
    select count(*) as jobs,
           coalesce(bool_or(j.status in ('running', 'paused') or j.status = 'pending' and j.run > 0), false) as processing,
           coalesce(bool_and(j.status = 'failed'), false) as all_failed,
           coalesce(bool_and(j.status = 'cancelled'), false) as all_cancelled,
           coalesce(bool_and(j.status in ${ENDED}), false) as all_ended,
           coalesce(sum(j.max_images), 0)::float8 as max_images,
           coalesce(sum(f.stored), 0)::float8 as stored,
           coalesce(sum(case when j.status = 'completed' then j.max_images else f.stored end), 0)::float8 as done,
           coalesce(sum(f.total), 0)::float8 as total_chunks, coalesce(sum(f.active), 0)::float8 as active_chunks,
           coalesce(sum(f.completed), 0)::float8 as completed_chunks, coalesce(sum(f.failed), 0)::float8 as failed_chunks,
           (array_agg(j.error order by j.created_at desc, j.id desc) filter (where j.error is not null))[1] as error,
           min(j.started_at) as started_at, max(j.completed_at) as completed_at, max(j.updated_at) as updated_at
      from crawl_jobs j
     cross join lateral (
        select j.downloaded_images as stored, j.total_chunks as total, j.active_chunks as active,
               j.completed_chunks as completed, j.failed_chunks as failed where j.status in ${ENDED}
        union all
        select coalesce(sum(c.stored), 0), count(*), count(*) filter (where c.status in ('pending', 'processing')),
               count(*) filter (where c.status = 'completed'), count(*) filter (where c.status = 'failed')
          from job_chunks c where c.job_id = j.id and j.status not in ${ENDED}
        having j.status not in ${ENDED}) f
     where j.project_id = p.id and j.deleted_at is null) a`;

/** Of the row `a`: a job that was begun counts as processing until it has ended. */
export const datasetStatus = sql<string>`
  case when a.jobs = 0 then 'pending' when a.processing then 'processing' when a.all_failed then 'failed'
       when a.all_cancelled then 'cancelled' when a.all_ended then 'completed' else 'pending' end`;

/** Texts of a JSON list of the project's jobs, in the order of the jobs, each once, case aside. */
export const unionOf = (column: 'keywords' | 'sources') => sql<string[]>`
  (select coalesce(jsonb_agg(u.value order by u.place), '[]')
     from (select (array_agg(v.value order by v.place))[1] as value, min(v.place) as place
             from (select e.value, row_number() over (order by j.created_at, j.id, e.turn) as place
                     from crawl_jobs j, jsonb_array_elements_text(j.${sql.ref(column)}) with ordinality as e (value, turn)
                    where j.project_id = p.id and j.deleted_at is null) v
            group by lower(v.value)) u)`;
