import { sql } from 'kysely';
import { DUPLICATE_DISTANCE } from '../../crawl-jobs/duplicate-distance.js';

/** SQL: how many bits of difference still make a duplicate for a picture of the crawl job `j`; 0: it takes no part. */
export const reachOfJob = sql<number>`coalesce((j.options->>'duplicate_distance')::int, ${sql.lit(DUPLICATE_DISTANCE.default)})`;
