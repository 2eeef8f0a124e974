import { EntityManager } from '@mikro-orm/postgresql';
import { Injectable } from '@nestjs/common';
import { sql } from 'kysely';
import { keysetPage, newestFirst } from '../../common/pagination/keyset.js';
import type { PageQueryDto } from '../../common/pagination/page.dto.js';
import type { Page } from '../../common/pagination/page-of.js';
import type { StoredSettings } from './rule-settings.js';
import type { ValidationLevel } from './rules/validation-rule.js';
import type { ValidationJobRow } from './validation-job.row.js';

interface Tables {
  validation_jobs: Omit<ValidationJobRow, 'path_project_id'> & { user_id: string };
  crawl_jobs: { id: string; project_id: string; deleted_at: string | null };
  projects: { id: string; user_id: string; deleted_at: string | null };
}

/** A crawl job by its path. */
export interface JobScope {
  projectId: string;
  jobId: string;
}

export interface NewValidationJob {
  id: string;
  userId: string;
  level: ValidationLevel;
  settings: StoredSettings;
}

/** Validations as users see and change them: every statement carries the owner and the crawl job of its path. */
@Injectable()
export class ValidationJobsRepository {
  constructor(private readonly em: EntityManager) {}

  /** Locks the crawl job until the transaction ends, so that one validation at a time is begun. False: it is not there. */
  async lockJob(userId: string, { projectId, jobId }: JobScope): Promise<boolean> {
    const { rows } = await sql`
      select from crawl_jobs j join projects p on p.id = j.project_id
       where j.id = ${jobId} and p.id = ${projectId} and p.user_id = ${userId} and j.deleted_at is null and p.deleted_at is null
         for no key update of j`.execute(this.em.getKysely());
    return rows.length > 0;
  }

  /** After the lock, in a statement of its own: one that waited for the lock would not see what came meanwhile. */
  async state(jobId: string): Promise<{ open: boolean; images: number }> {
    const { rows } = await sql<{ open: boolean; images: number }>`
      select exists (select from validation_jobs where crawl_job_id = ${jobId} and status in ('pending', 'processing')) as open,
             (select count(*)::int from images where crawl_job_id = ${jobId} and removed_at is null) as images`.execute(
      this.em.getKysely(),
    );
    return rows[0] ?? { open: false, images: 0 };
  }

  async insert({ id, userId, level, settings }: NewValidationJob, jobId: string, images: number): Promise<void> {
    await sql`
      insert into validation_jobs (id, crawl_job_id, user_id, level, validation_rules, total_images)
      values (${id}, ${jobId}, ${userId}, ${level}, ${JSON.stringify(settings)}::jsonb, ${images})`.execute(
      this.em.getKysely(),
    );
  }

  find(userId: string, scope: JobScope, id: string): Promise<ValidationJobRow | undefined> {
    return this.of(userId, scope).where('v.id', '=', id).executeTakeFirst();
  }

  /** Locks the row until the transaction ends. */
  findLocked(userId: string, scope: JobScope, id: string): Promise<ValidationJobRow | undefined> {
    return this.of(userId, scope).where('v.id', '=', id).forNoKeyUpdate('v').executeTakeFirst();
  }

  /** Newest first. */
  page(userId: string, scope: JobScope, { limit, cursor }: PageQueryDto): Promise<Page<ValidationJobRow>> {
    const bound = { list: 'validation-jobs', userId, ...scope };
    return keysetPage(this.of(userId, scope), { limit, cursor, scope: bound, order: newestFirst('v') });
  }

  /** Of everything that the user has, newest first. */
  pageOfAll(
    userId: string,
    { limit, cursor }: { limit: number; cursor?: string | undefined },
  ): Promise<Page<ValidationJobRow>> {
    const bound = { list: 'all validation-jobs', userId };
    return keysetPage(this.owned(userId), { limit, cursor, scope: bound, order: newestFirst('v') });
  }

  /** The newest of each crawl job. */
  async newestOf(userId: string, jobIds: readonly string[], limit: number): Promise<ValidationJobRow[]> {
    const place = sql<string>`row_number() over (partition by v.crawl_job_id order by v.created_at desc, v.id desc)`;
    const ranked = this.owned(userId)
      .where('v.crawl_job_id', 'in', [...jobIds])
      .select(place.as('place'));
    const rows = await this.em
      .getKysely<Tables>()
      .selectFrom(ranked.as('r'))
      .selectAll()
      .where('place', '<=', String(limit))
      .orderBy('place')
      .execute();
    return rows.map(({ place: _place, ...row }) => row);
  }

  /** Ends an open validation; the raised fence stops whoever works on it. */
  async cancel(id: string): Promise<void> {
    await sql`update validation_jobs set status = 'cancelled', fence = fence + 1, lease_until = null,
                     completed_at = clock_timestamp(), updated_at = clock_timestamp() where id = ${id}`.execute(
      this.em.getKysely(),
    );
  }

  /** Ends all that is open, for an account that is deleted. */
  async cancelAll(userId: string): Promise<void> {
    await sql`
      with open as (select id from validation_jobs where user_id = ${userId} and status in ('pending', 'processing')
                     order by id for no key update)
      update validation_jobs v set status = 'cancelled', fence = fence + 1, lease_until = null,
             completed_at = clock_timestamp(), updated_at = clock_timestamp() from open where v.id = open.id`.execute(
      this.em.getKysely(),
    );
  }

  /**
   * Takes a validation out of the history of its images, and removes it with its results. What a newer validation found before
   * itself is then what this one had found; without a newer one the image gets that back, unless the user has decided since.
   * Returns how many images changed. The crawl job must be locked by the caller: undoing takes turns.
   */
  async undo(id: string): Promise<number> {
    const db = this.em.getKysely();
    const { numAffectedRows } = await sql`
      with gone as (
        delete from validation_results where validation_job_id = ${id} and is_valid is not null
        returning id, image_id, is_valid, was_valid),
      step as (
        select g.*, n.id as next_id, n.was_valid as next_was from gone g left join lateral (
          select r.id, r.was_valid from validation_results r
           where r.image_id = g.image_id and r.id > g.id and r.is_valid is not null order by r.id limit 1) n on true),
      spliced as (
        update validation_results n set was_valid = s.was_valid, updated_at = now() from step s
         where n.id = s.next_id and s.next_was is not distinct from s.is_valid),
      mine as (
        select i.id, s.was_valid from step s join images i on i.id = s.image_id
         where s.next_id is null and i.is_valid is not distinct from s.is_valid and s.was_valid is distinct from s.is_valid
         order by i.id for no key update of i)
      update images i set is_valid = m.was_valid, updated_at = now() from mine m where i.id = m.id`.execute(db);
    await sql`delete from validation_jobs where id = ${id}`.execute(db);
    return Number(numAffectedRows ?? 0);
  }

  private of(userId: string, { projectId, jobId }: JobScope) {
    return this.owned(userId).where('v.crawl_job_id', '=', jobId).where('p.id', '=', projectId);
  }

  private owned(userId: string) {
    return this.em
      .getKysely<Tables>()
      .selectFrom('validation_jobs as v')
      .innerJoin('crawl_jobs as j', 'j.id', 'v.crawl_job_id')
      .innerJoin('projects as p', 'p.id', 'j.project_id')
      .where('p.user_id', '=', userId)
      .where('p.deleted_at', 'is', null)
      .where('j.deleted_at', 'is', null)
      .select([
        'v.id',
        'v.crawl_job_id',
        'p.id as path_project_id',
        'v.level',
        'v.validation_rules',
        'v.status',
        'v.progress',
        'v.total_images',
        'v.checked_images',
        'v.valid_images',
        'v.invalid_images',
        'v.report',
        'v.error',
        'v.started_at',
        'v.completed_at',
        'v.created_at',
        'v.updated_at',
      ]);
  }
}
