import type { EntityManager } from '@mikro-orm/postgresql';
import { sql } from 'kysely';

/**
 * Recounts chunks from their candidates, in the caller's transaction, whose earlier statements have locked the chunks. Counts are never incremented, so they cannot
 * drift from the rows; `stored` is the count of that outcome.
 */
export async function recountChunks(em: EntityManager, chunkIds: string[]): Promise<void> {
  await sql`
    update job_chunks c
       set candidates = n.candidates, outcomes = n.outcomes, stored = coalesce((n.outcomes->>'stored')::int, 0),
           version = c.version + 1, updated_at = clock_timestamp()
      from (select u.id, coalesce(sum(o.n), 0)::int as candidates,
                   coalesce(jsonb_object_agg(o.outcome, o.n) filter (where o.outcome is not null), '{}') as outcomes
              from unnest(${chunkIds}::uuid[]) as u (id)
              left join lateral (select outcome, count(*)::int as n from crawl_candidates
                                  where chunk_id = u.id group by outcome) o on true
             group by u.id) n
     where c.id = n.id`.execute(em.getKysely());
}
