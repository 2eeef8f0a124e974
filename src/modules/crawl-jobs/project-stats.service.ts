import { EntityManager } from '@mikro-orm/postgresql';
import { Injectable } from '@nestjs/common';
import { sql } from 'kysely';
import { NotFound } from '../../common/problem/problems.js';
import type { ProjectStatsDto } from './project-stats.dto.js';
import { validImagesOf } from './valid-images.js';

@Injectable()
export class ProjectStatsService {
  constructor(private readonly em: EntityManager) {}

  /** One statement over the project's jobs; of images only the refused ones are read. Throws NotFound. */
  async of(userId: string, projectId: string): Promise<ProjectStatsDto> {
    const { rows } = await sql<ProjectStatsDto>`
      select p.id as project_id, coalesce(sum(s.jobs), 0)::int as crawl_jobs,
             coalesce(jsonb_object_agg(s.status, s.jobs) filter (where s.status is not null), '{}') as by_status,
             coalesce(sum(s.max_images), 0)::float8 as max_images, coalesce(sum(s.candidates), 0)::float8 as candidates,
             coalesce(sum(s.downloaded), 0)::float8 as downloaded_images, coalesce(sum(s.valid), 0)::float8 as valid_images,
             coalesce(sum(s.duplicates), 0)::float8 as duplicates, coalesce(sum(s.failed), 0)::float8 as failed_downloads,
             coalesce(sum(s.spent), 0)::float8 as credits_spent
        from projects p
        left join lateral (
          select status, count(*)::int as jobs, sum(max_images) as max_images, sum(candidates) as candidates,
                 sum(downloaded_images) as downloaded, sum(${validImagesOf('crawl_jobs')}) as valid, sum(duplicates) as duplicates,
                 sum(failed_downloads) as failed, sum(downloaded_images::bigint * unit_price) as spent
            from crawl_jobs where project_id = p.id and deleted_at is null group by status) s on true
       where p.id = ${projectId} and p.user_id = ${userId} and p.deleted_at is null
       group by p.id`.execute(this.em.getKysely());
    if (!rows[0]) throw new NotFound('Project');
    return rows[0];
  }
}
