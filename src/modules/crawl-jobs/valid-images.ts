import { sql, type RawBuilder } from 'kysely';

/**
 * Stored images that nobody marked invalid, of the job that the surrounding query calls `job`. It is counted when asked for,
 * so that whatever changes an image's validity needs to know nothing of jobs; only refused images are read, from their index.
 * `stored`: what the job has stored, when that is not as of the last settle.
 */
export const validImagesOf = (
  job: string,
  stored: RawBuilder<unknown> = sql.ref(`${job}.downloaded_images`),
): RawBuilder<number> => sql`
  greatest(0, ${stored} - (select count(*)::int from images where crawl_job_id = ${sql.ref(`${job}.id`)} and is_valid is false))`;

/** What an entity tag says of a job: its version, and how many images are refused, which changes without the version. */
export function revisionOf(job: { version: number; downloaded_images: number; valid_images: number }): string {
  const refused = job.downloaded_images - job.valid_images;
  return refused === 0 ? String(job.version) : `${job.version}.${refused}`;
}
