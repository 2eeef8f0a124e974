import { EntityManager } from '@mikro-orm/postgresql';
import { Injectable } from '@nestjs/common';
import { sql } from 'kysely';
import { appliedRule, type AppliedRule } from '../../../fetching/opt-out/applied-rule.js';

/** A picture whose bytes are known. */
export interface BlockCheck {
  /** 64 hex digits; of the bytes as fetched. */
  sha256: string;
  /** 16 hex digits. */
  phash: string;
}

interface BlockRow {
  id: string;
  reason: string;
  created_at: string;
}

/** Says what a project's takedowns bar from coming back, and why. Any number of pictures costs one statement. */
@Injectable()
export class ImageBlocksService {
  constructor(private readonly em: EntityManager) {}

  /** By URL, those that must not be fetched again. URLs are canonical. */
  async ofUrls(projectId: string, urls: readonly string[]): Promise<Map<string, AppliedRule>> {
    if (urls.length === 0) return new Map();
    const { rows } = await sql<BlockRow & { url: string }>`
      with asked as materialized (
        select url, encode(sha256(convert_to(url, 'UTF8')), 'hex') as hash from unnest(${urls}::text[]) as url)
      select distinct on (a.url) a.url, b.id, b.reason, b.created_at
        from image_blocks b join asked a on a.hash = any(b.url_hashes)
       where b.project_id = ${projectId} and b.url_hashes && (select array_agg(hash) from asked)
       order by a.url, b.created_at`.execute(this.em.getKysely());
    return new Map(rows.map((row) => [row.url, ruleOf(row)]));
  }

  /** By place in the list, those that must not be stored again: the same bytes, or near ones where that was asked. */
  async ofImages(projectId: string, images: readonly BlockCheck[]): Promise<Map<number, AppliedRule>> {
    if (images.length === 0) return new Map();
    const { rows } = await sql<BlockRow & { place: number }>`
      select (n.place - 1)::int as place, b.id, b.reason, b.created_at
        from unnest(${images.map(({ sha256 }) => sha256)}::text[], ${images.map(({ phash }) => phash)}::text[])
             with ordinality as n (sha256, phash, place)
       cross join lateral (
         select id, reason, created_at from image_blocks where project_id = ${projectId} and sha256 = n.sha256
         union all
         select id, reason, created_at from image_blocks
          where project_id = ${projectId} and phash is not null and bit_count(phash # ('x' || n.phash)::bit(64)) <= distance
         limit 1) b`.execute(this.em.getKysely());
    return new Map(rows.map((row) => [row.place, ruleOf(row)]));
  }

  /** For one picture, by all that its bytes may have been fetched as, its looks, or both; null: it may come. */
  async ofHashes(
    projectId: string,
    { sha256s, phash }: { sha256s: readonly string[]; phash: string | null },
  ): Promise<AppliedRule | null> {
    const { rows } = await sql<BlockRow>`
      select id, reason, created_at from image_blocks
       where project_id = ${projectId}
         and (sha256 = any(${sha256s}::text[]) or bit_count(phash # ('x' || ${phash}::text)::bit(64)) <= distance)
       order by created_at limit 1`.execute(this.em.getKysely());
    return rows[0] ? ruleOf(rows[0]) : null;
  }
}

const ruleOf = ({ id, reason, created_at }: BlockRow): AppliedRule =>
  appliedRule('block_rule', `Taken down in this project: ${reason}`, id, new Date(created_at));
