import { EntityManager } from '@mikro-orm/postgresql';
import { Injectable } from '@nestjs/common';
import { sql } from 'kysely';
import { keysetPage, newestFirst } from '../../common/pagination/keyset.js';
import type { Page } from '../../common/pagination/page-of.js';
import type { ListImagesQueryDto } from './image.dto.js';
import { REVISION, type ImageRow } from './image.row.js';
import { licenseIs } from './license-filter.js';
import type { ImageScope } from './image-scope.js';

interface Tables {
  images: Omit<ImageRow, 'phash' | 'version'> & { removed_at: string | null };
  crawl_jobs: { id: string; deleted_at: string | null };
  projects: { id: string; user_id: string; deleted_at: string | null };
}

/** Reads of images for users: every statement carries the owner, none sees a tombstone. */
@Injectable()
export class ImagesRepository {
  constructor(private readonly em: EntityManager) {}

  find(userId: string, id: string): Promise<ImageRow | undefined> {
    return this.owned(userId).where('i.id', '=', id).executeTakeFirst();
  }

  /** Of a project, those among `ids`; in no order. */
  async among(userId: string, projectId: string, ids: readonly string[]): Promise<ImageRow[]> {
    if (ids.length === 0) return [];
    return this.owned(userId)
      .where('i.project_id', '=', projectId)
      .where('i.id', 'in', [...ids])
      .execute();
  }

  /**
   * What a file of a project that was changed when it was stored had been fetched as; tombstones know it too. The file is looked for
   * before its project is, for the reason that `sameBytes` has.
   */
  async fetchedAs(userId: string, projectId: string, storedSha256: string): Promise<string[]> {
    const { rows } = await sql<{ sha256: string }>`
      with stored as materialized (
        select project_id, sha256 from images where stored_sha256 = ${storedSha256} and stored_sha256 <> sha256)
      select distinct s.sha256 from stored s join projects p on p.id = s.project_id
       where p.id = ${projectId} and p.user_id = ${userId} and p.deleted_at is null`.execute(this.em.getKysely());
    return rows.map(({ sha256 }) => sha256);
  }

  /** Of a project, those with the same bytes as fetched, oldest first. */
  sameBytes(userId: string, projectId: string, sha256s: readonly string[], limit: number): Promise<ImageRow[]> {
    return (
      this.owned(userId)
        // as a subquery: of a project that is newer than its statistics the planner expects one picture, and would read all of it
        .where('i.project_id', '=', sql<string>`(select id from projects where id = ${projectId})`)
        .where(sql<boolean>`i.sha256 = any(${sha256s}::text[])`)
        .orderBy('i.created_at')
        .orderBy('i.id')
        .limit(limit)
        .execute()
    );
  }

  /** Newest first. */
  page(userId: string, scope: ImageScope, { limit, cursor, ...filters }: ListImagesQueryDto): Promise<Page<ImageRow>> {
    const { keyword, label, source, license, format, min_width: minWidth, min_height: minHeight } = filters;
    const { valid, duplicate } = filters;
    const query = this.owned(userId)
      .where('i.project_id', '=', scope.projectId)
      .$if(scope.jobId !== undefined, (q) => q.where('i.crawl_job_id', '=', scope.jobId ?? ''))
      .$if(keyword !== undefined, (q) => q.where('i.keyword', '=', keyword ?? ''))
      .$if(label !== undefined, (q) =>
        q.where(sql<boolean>`i.labels @> jsonb_build_array(jsonb_build_object('keyword', ${label}::text))`),
      )
      .$if(source !== undefined, (q) => q.where('i.source', '=', source ?? ''))
      .$if(license !== undefined, (q) => q.where(licenseIs(license ?? '')))
      .$if(format !== undefined, (q) => q.where('i.format', '=', format ?? ''))
      .$if(minWidth !== undefined, (q) => q.where('i.width', '>=', minWidth ?? 0))
      .$if(minHeight !== undefined, (q) => q.where('i.height', '>=', minHeight ?? 0))
      .$if(valid !== undefined, (q) => q.where('i.is_valid', '=', valid ?? false))
      .$if(duplicate !== undefined, (q) => q.where('i.is_duplicate', '=', duplicate ?? false));
    const bound = { list: 'images', userId, ...scope, ...filters };
    return keysetPage(query, { limit, cursor, scope: bound, order: newestFirst('i') });
  }

  private owned(userId: string) {
    return this.em
      .getKysely<Tables>()
      .selectFrom('images as i')
      .innerJoin('crawl_jobs as j', 'j.id', 'i.crawl_job_id')
      .innerJoin('projects as p', 'p.id', 'i.project_id')
      .where('p.user_id', '=', userId)
      .where('p.deleted_at', 'is', null)
      .where('j.deleted_at', 'is', null)
      .where('i.removed_at', 'is', null)
      .select([
        'i.id',
        'i.project_id',
        'i.crawl_job_id',
        'i.keyword',
        'i.labels',
        'i.source',
        'i.original_url',
        'i.page_url',
        'i.title',
        'i.creator',
        'i.license',
        'i.license_url',
        'i.attribution',
        'i.filename',
        'i.storage_key',
        'i.format',
        'i.width',
        'i.height',
        'i.file_size',
        'i.stored_sha256',
        'i.sha256',
        'i.is_valid',
        'i.is_duplicate',
        'i.duplicate_of',
        'i.kept_apart',
        'i.downloaded_at',
        'i.created_at',
        'i.updated_at',
      ])
      .select(REVISION.as('version'))
      .select(sql<string>`lpad(to_hex(i.phash::bigint), 16, '0')`.as('phash'));
  }
}
