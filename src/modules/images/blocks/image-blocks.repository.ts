import { EntityManager } from '@mikro-orm/postgresql';
import { Injectable } from '@nestjs/common';
import { sql } from 'kysely';
import { keysetPage, newestFirst } from '../../../common/pagination/keyset.js';
import type { PageQueryDto } from '../../../common/pagination/page.dto.js';
import type { Page } from '../../../common/pagination/page-of.js';
import type { HoldingExport } from './image-block.entity.js';

/** A row of image_blocks as SQL returns it. */
export interface ImageBlockRow {
  id: string;
  project_id: string;
  image_id: string;
  sha256: string;
  /** How many. */
  urls: number;
  /** 16 hex digits. */
  phash: string | null;
  distance: number | null;
  reason: string;
  exports: HoldingExport[];
  created_at: string;
}

interface Tables {
  image_blocks: Omit<ImageBlockRow, 'phash' | 'urls'>;
  projects: { id: string; user_id: string; deleted_at: string | null };
}

/** Blocks as users see them: every statement carries the owner. */
@Injectable()
export class ImageBlocksRepository {
  constructor(private readonly em: EntityManager) {}

  /** Newest first. */
  page(userId: string, projectId: string, { limit, cursor }: PageQueryDto): Promise<Page<ImageBlockRow>> {
    const query = this.em
      .getKysely<Tables>()
      .selectFrom('image_blocks as b')
      .innerJoin('projects as p', 'p.id', 'b.project_id')
      .where('b.project_id', '=', projectId)
      .where('p.user_id', '=', userId)
      .where('p.deleted_at', 'is', null)
      .select([
        'b.id',
        'b.project_id',
        'b.image_id',
        'b.sha256',
        'b.distance',
        'b.reason',
        'b.exports',
        'b.created_at',
        sql<number>`cardinality(b.url_hashes)`.as('urls'),
        sql<string | null>`lpad(to_hex(b.phash::bigint), 16, '0')`.as('phash'),
      ]);
    return keysetPage(query, {
      limit,
      cursor,
      scope: { list: 'image-blocks', userId, projectId },
      order: newestFirst('b'),
    });
  }

  /** The image that it barred; undefined: there is no such block of the user's. */
  async delete(userId: string, projectId: string, id: string): Promise<string | undefined> {
    const { rows } = await sql<{ image_id: string }>`
      delete from image_blocks b using projects p
       where b.id = ${id} and b.project_id = ${projectId} and p.id = b.project_id and p.user_id = ${userId}
         and p.deleted_at is null
      returning b.image_id`.execute(this.em.getKysely());
    return rows[0]?.image_id;
  }
}
