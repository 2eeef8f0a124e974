import type { EntityManager } from '@mikro-orm/postgresql';
import { sql } from 'kysely';
import { nearPairs, type Arrivals } from '../../src/modules/images/duplicates/near-lookup.js';
import type { BenchProject } from './duplicates-rows.js';

/** The `count` pictures after a position, as their flush looks them up. */
export function flushed({ projectId, chunkId }: BenchProject, after: number, count: number, reach: number): Arrivals {
  const positions = Array.from({ length: count }, (_, n) => after + 1 + n);
  return { projectId, reach, which: sql`i.chunk_id = ${chunkId} and i.candidate_position = any(${positions}::int[])` };
}

/** What PostgreSQL does for such a flush, as the server itself tells it. */
export async function explained(em: EntityManager, arrivals: Arrivals): Promise<string> {
  const plan = sql<{ 'QUERY PLAN': string }>`explain (analyze, timing off) ${nearPairs(arrivals)}`;
  const { rows } = await plan.execute(em.fork().getKysely());
  return rows.map((row) => row['QUERY PLAN']).join('\n');
}
