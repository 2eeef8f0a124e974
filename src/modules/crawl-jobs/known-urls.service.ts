import { EntityManager } from '@mikro-orm/postgresql';
import { Injectable } from '@nestjs/common';
import { sql, type RawBuilder } from 'kysely';
import type { Provenance } from '../images/new-image.js';
import type { Claim } from './claim.js';
import type { NewCandidate } from './new-candidate.js';
import { recountChunks } from './recount.js';

/** A URL named again whose picture the job has, and what was said of it this time. */
export interface KnownPicture extends Provenance {
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
    const { rows } = await sql<{ url_hash: string; from: string }>`
      with named as (
        ${unnested(allowed)}),
      refused as materialized (
        select c.id, c.url_hash, c.chunk_id, o.keyword, o.source
          from crawl_candidates c join job_chunks o on o.id = c.chunk_id join named n on n.url_hash = c.url_hash
         where c.job_id = ${claim.jobId} and c.outcome = 'license'
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
        join named n using (url_hash)
       where c.id = r.id and c.outcome = 'license'
      returning c.url_hash, r.chunk_id as "from"`.execute(this.em.getKysely());
    if (rows.length > 0) await this.recount([...new Set([claim.chunkId, ...rows.map((row) => row.from)])]);
    return new Set(rows.map((row) => row.url_hash));
  }

  /**
   * The chunks are locked by a statement of their own: one that counted first and waited for them then would write what
   * it counted before others had ended. Two that take over from each other may deadlock; one of them is repeated.
   */
  private async recount(chunkIds: string[]): Promise<void> {
    await sql`select 1 from job_chunks where id = any(${chunkIds}::uuid[]) order by id for no key update`.execute(
      this.em.getKysely(),
    );
    await recountChunks(this.em, chunkIds);
  }

  /**
   * Notes under which keyword and source URLs were named again. What was said first is replaced when it told no licence
   * and this does, be it one that the job does not keep. Returns those whose pictures are there, to be labelled now.
   */
  async note(claim: Claim, known: readonly NewCandidate[]): Promise<KnownPicture[]> {
    if (known.length === 0) return [];
    const label = sql`jsonb_build_array(jsonb_build_object('keyword', ${claim.keyword}::text, 'source', ${claim.source}::text))`;
    const { rows } = await sql<{ url_hash: string; url: string; sha256: string | null }>`
      with named as (
        ${unnested(known)}),
      known as materialized (
        select c.id, n.*, c.license is null and n.license is not null as tells,
               case when (o.keyword, o.source) = (${claim.keyword}, ${claim.source}) or c.found_again @> ${label}
                    then '[]' else ${label} end as fresh
          from crawl_candidates c join job_chunks o on o.id = c.chunk_id join named n on n.url_hash = c.url_hash
         where c.job_id = ${claim.jobId}
         order by c.chunk_id, c.position
           for no key update of c)
      update crawl_candidates c
         set found_again = coalesce(c.found_again, '[]') || fresh,
             page_url = case when tells then n.page_url else c.page_url end,
             title = case when tells then n.title else c.title end,
             creator = case when tells then n.creator else c.creator end,
             license = case when tells then n.license else c.license end,
             license_url = case when tells then n.license_url else c.license_url end,
             attribution = case when tells then n.attribution else c.attribution end
        from known n where c.id = n.id and (tells or fresh <> '[]')
      returning c.url_hash, c.url, c.sha256`.execute(this.em.getKysely());
    const said = new Map(known.map((candidate) => [candidate.urlHash, candidate]));
    return rows.flatMap(({ url_hash, url, sha256 }) =>
      sha256 === null ? [] : [{ ...said.get(url_hash)!, url, sha256 }],
    );
  }
}

/** Rows of what a page says of its URLs. */
function unnested(found: readonly NewCandidate[]): RawBuilder<unknown> {
  const column = <K extends keyof NewCandidate>(key: K) => found.map((candidate) => candidate[key]);
  return sql`
    select * from unnest(${column('urlHash')}::text[], ${column('pageUrl')}::text[], ${column('title')}::text[],
                         ${column('creator')}::text[], ${column('license')}::text[], ${column('licenseUrl')}::text[],
                         ${column('attribution')}::text[]) with ordinality
                  as n (url_hash, page_url, title, creator, license, license_url, attribution, place)`;
}
