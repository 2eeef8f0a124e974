import { EntityManager } from '@mikro-orm/postgresql';
import { Injectable } from '@nestjs/common';
import { sql } from 'kysely';
import type { Claim } from './claim.js';
import type { NewCandidate } from './new-candidate.js';
import { recountChunks } from './recount.js';

/** A URL named again whose picture the job has. */
export interface KnownPicture {
  url: string;
  /** Hex, of the bytes as fetched. */
  sha256: string;
}

/**
 * URLs of a source's page that the job has already. Both methods join the caller's transaction behind
 * `ChunksService.hold`, and lock by (chunk_id, position), the order in which results are settled.
 */
@Injectable()
export class KnownUrls {
  constructor(private readonly em: EntityManager) {}

  /**
   * Takes over URLs that were refused for what another source said of their licence, where this one tells a licence that
   * the job keeps. Returns the hashes of those that are now open candidates of the claim's chunk.
   */
  async takeOver(claim: Claim, known: readonly NewCandidate[]): Promise<Set<string>> {
    const allowed = known.filter(({ refusal }) => refusal === null);
    if (allowed.length === 0 || claim.options.licenses === undefined) return new Set();
    const column = <K extends keyof NewCandidate>(key: K) => allowed.map((candidate) => candidate[key]);
    const { rows } = await sql<{ url_hash: string; from: string }>`
      with refused as materialized (
        select c.id, c.url_hash, c.chunk_id, o.keyword, o.source
          from crawl_candidates c join job_chunks o on o.id = c.chunk_id
         where c.job_id = ${claim.jobId} and c.url_hash = any(${column('urlHash')}::text[]) and c.outcome = 'license'
         order by c.chunk_id, c.position
           for no key update of c)
      update crawl_candidates c
         set chunk_id = ${claim.chunkId}, outcome = null, detail = null, updated_at = clock_timestamp(),
             position = (select coalesce(max(position), -1) from crawl_candidates where chunk_id = ${claim.chunkId}) + n.place,
             page_url = n.page_url, title = n.title, creator = n.creator, license = n.license, license_url = n.license_url,
             attribution = n.attribution,
             found_again = case when (r.keyword, r.source) = (${claim.keyword}, ${claim.source}) then c.found_again
                                else coalesce(c.found_again, '[]')
                                     || jsonb_build_object('keyword', r.keyword, 'source', r.source) end
        from refused r
        join unnest(${column('urlHash')}::text[], ${column('pageUrl')}::text[], ${column('title')}::text[],
                    ${column('creator')}::text[], ${column('license')}::text[], ${column('licenseUrl')}::text[],
                    ${column('attribution')}::text[]) with ordinality
             as n (url_hash, page_url, title, creator, license, license_url, attribution, place) using (url_hash)
       where c.id = r.id and c.outcome = 'license'
      returning c.url_hash, r.chunk_id as "from"`.execute(this.em.getKysely());
    if (rows.length > 0) await recountChunks(this.em, [...new Set([claim.chunkId, ...rows.map((row) => row.from)])]);
    return new Set(rows.map((row) => row.url_hash));
  }

  /** Notes under which keyword and source URLs were named again. Returns those whose pictures are there, to be labelled now. */
  async note(claim: Claim, known: readonly NewCandidate[]): Promise<KnownPicture[]> {
    if (known.length === 0) return [];
    const label = sql`jsonb_build_array(jsonb_build_object('keyword', ${claim.keyword}::text, 'source', ${claim.source}::text))`;
    const { rows } = await sql<KnownPicture | { url: string; sha256: null }>`
      with known as materialized (
        select c.id from crawl_candidates c join job_chunks o on o.id = c.chunk_id
         where c.job_id = ${claim.jobId} and c.url_hash = any(${known.map(({ urlHash }) => urlHash)}::text[])
           and (o.keyword, o.source) <> (${claim.keyword}, ${claim.source})
           and not coalesce(c.found_again, '[]') @> ${label}
         order by c.chunk_id, c.position
           for no key update of c)
      update crawl_candidates c set found_again = coalesce(c.found_again, '[]') || ${label}
        from known where c.id = known.id
      returning c.url, c.sha256`.execute(this.em.getKysely());
    return rows.filter((row) => row.sha256 !== null);
  }
}
