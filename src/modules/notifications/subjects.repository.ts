import { EntityManager } from '@mikro-orm/postgresql';
import { Injectable } from '@nestjs/common';
import { sql } from 'kysely';
import type { DomainEvent } from '../../common/events/domain-event.js';
import type { Subject } from './notice.js';

interface SubjectRow {
  name: string;
  project_id: string;
  job_id: string | null;
}

/** Names and paths of what notices are about, read in the emitter's transaction. */
@Injectable()
export class SubjectsRepository {
  constructor(private readonly em: EntityManager) {}

  async of({ resourceType, resourceId, userId }: DomainEvent): Promise<Subject> {
    switch (resourceType) {
      case 'crawl_job': {
        const job = await this.one<SubjectRow>(sql`
          select name, project_id, id as job_id from crawl_jobs where id = ${resourceId} and user_id = ${userId}`);
        return { name: job?.name ?? null, path: job ? pathOf(job) : null };
      }
      case 'validation_job': {
        const subject = await this.one<SubjectRow>(sql`
          select j.name, j.project_id, j.id as job_id
            from validation_jobs v join crawl_jobs j on j.id = v.crawl_job_id
           where v.id = ${resourceId} and v.user_id = ${userId}`);
        return {
          name: subject?.name ?? null,
          path: subject ? `${pathOf(subject)}/validation-jobs/${resourceId}` : null,
        };
      }
      case 'export_job': {
        const subject = await this.one<SubjectRow>(sql`
          select coalesce(j.name, p.name) as name, p.id as project_id, e.crawl_job_id as job_id
            from export_jobs e left join crawl_jobs j on j.id = e.crawl_job_id
            join projects p on p.id = coalesce(e.project_id, j.project_id)
           where e.id = ${resourceId} and e.user_id = ${userId}`);
        return { name: subject?.name ?? null, path: subject ? `${pathOf(subject)}/export-jobs/${resourceId}` : null };
      }
      case 'api_key': {
        const key = await this.one<{ name: string }>(sql`
          select name from api_keys where id = ${resourceId} and user_id = ${userId}`);
        return { name: key?.name ?? null, path: `/api/api-keys/${resourceId}` };
      }
      case 'credit_account':
        return { name: null, path: '/api/credits' };
      default:
        return { name: null, path: null };
    }
  }

  private async one<T>(query: ReturnType<typeof sql<T>>): Promise<T | undefined> {
    return (await query.execute(this.em.getKysely())).rows[0];
  }
}

const pathOf = ({ project_id: project, job_id: job }: SubjectRow): string =>
  `/api/projects/${project}${job === null ? '' : `/crawl-jobs/${job}`}`;
