import { EntityManager } from '@mikro-orm/postgresql';
import { Injectable } from '@nestjs/common';
import { sql } from 'kysely';
import { randomUUIDv7 } from 'node:crypto';
import type { FoundAgain, ImageTarget, NewImage } from './new-image.js';

/**
 * The only writer of new images. Both methods belong into the caller's transaction, `record` first,
 * and take their locks in the order of sha256, so that two chunks that meet the same pictures never deadlock.
 */
@Injectable()
export class ImagesService {
  constructor(private readonly em: EntityManager) {}

  /**
   * One statement for any number of pictures. Returns the positions that were stored: a picture that the job already
   * has, taken down or not, is left out.
   */
  async record(target: ImageTarget, images: NewImage[]): Promise<Set<number>> {
    if (images.length === 0) return new Set();
    const { projectId, crawlJobId, chunkId, keyword, source } = target;
    const column = <T>(value: (image: NewImage) => T): T[] => images.map(value);
    const { rows } = await sql<{ candidate_position: number }>`
      insert into images (project_id, crawl_job_id, chunk_id, keyword, source, labels, id, candidate_position, original_url,
                          page_url, title, creator, license, license_url, attribution, filename, storage_key, format,
                          width, height, file_size, stored_sha256, sha256, phash)
      select ${projectId}::uuid, ${crawlJobId}::uuid, ${chunkId}::uuid, ${keyword}::text, ${source}::text,
             jsonb_build_array(jsonb_build_object('keyword', ${keyword}::text, 'source', ${source}::text, 'url', n.url)),
             n.id, n.position, n.url, n.page_url, n.title, n.creator, n.license, n.license_url, n.attribution, n.filename,
             n.storage_key, n.format, n.width, n.height, n.file_size, n.stored_sha256, n.sha256, ('x' || n.phash)::bit(64)
        from unnest(${column(() => randomUUIDv7())}::uuid[], ${column((image) => image.position)}::int[],
                    ${column((image) => image.url)}::text[], ${column((image) => image.pageUrl)}::text[],
                    ${column((image) => image.title)}::text[], ${column((image) => image.creator)}::text[],
                    ${column((image) => image.license)}::text[], ${column((image) => image.licenseUrl)}::text[],
                    ${column((image) => image.attribution)}::text[], ${column((image) => image.filename)}::text[],
                    ${column((image) => image.storageKey)}::text[], ${column((image) => image.format)}::text[],
                    ${column((image) => image.width)}::int[], ${column((image) => image.height)}::int[],
                    ${column((image) => image.fileSize)}::int[], ${column((image) => image.storedSha256)}::text[],
                    ${column((image) => image.sha256)}::text[], ${column((image) => image.phash)}::text[])
          as n (id, position, url, page_url, title, creator, license, license_url, attribution, filename, storage_key,
                format, width, height, file_size, stored_sha256, sha256, phash)
       order by n.sha256, n.position
      on conflict (crawl_job_id, sha256) do nothing
      returning candidate_position`.execute(this.em.getKysely());
    return new Set(rows.map((row) => row.candidate_position));
  }

  /**
   * Adds to the labels of the pictures that were kept. One whose licence nobody told takes over what is told with the
   * first licence found. A label that is already there and a picture taken down stay as they are.
   */
  async addLabels(crawlJobId: string, found: FoundAgain[]): Promise<void> {
    if (found.length === 0) return;
    const column = <K extends keyof FoundAgain>(key: K) => found.map((label) => label[key] ?? null);
    await sql`
      with kept as materialized (
        select id, sha256, labels, license from images
         where crawl_job_id = ${crawlJobId} and removed_at is null
           and sha256 = any(${[...new Set(found.map((label) => label.sha256))]}::text[])
         order by sha256
           for no key update),
      named as (
        select *, jsonb_build_object('keyword', keyword, 'source', source, 'url', url) as label
          from unnest(${column('sha256')}::text[], ${column('keyword')}::text[], ${column('source')}::text[],
                      ${column('url')}::text[], ${column('pageUrl')}::text[], ${column('title')}::text[],
                      ${column('creator')}::text[], ${column('license')}::text[], ${column('licenseUrl')}::text[],
                      ${column('attribution')}::text[]) with ordinality
               as n (sha256, keyword, source, url, page_url, title, creator, license, license_url, attribution, place)),
      found as (select sha256, label, min(place) as place from named group by sha256, label),
      told as (select distinct on (sha256) * from named where license is not null order by sha256, place),
      fresh as (
        select kept.id, kept.sha256, kept.license,
               coalesce(jsonb_agg(found.label order by found.place)
                          filter (where not kept.labels @> jsonb_build_array(found.label)), '[]') as labels
          from kept join found using (sha256)
         group by kept.id, kept.sha256, kept.license)
      update images i
         set labels = i.labels || n.labels, updated_at = clock_timestamp(),
             page_url = case when tells then n.page_url else i.page_url end,
             title = case when tells then n.title else i.title end,
             creator = case when tells then n.creator else i.creator end,
             license = case when tells then n.license else i.license end,
             license_url = case when tells then n.license_url else i.license_url end,
             attribution = case when tells then n.attribution else i.attribution end
        from (select fresh.id, fresh.labels, fresh.license is null and told.license is not null as tells, told.page_url,
                     told.title, told.creator, told.license, told.license_url, told.attribution
                from fresh left join told using (sha256)) n
       where i.id = n.id and (tells or n.labels <> '[]')`.execute(this.em.getKysely());
  }
}
