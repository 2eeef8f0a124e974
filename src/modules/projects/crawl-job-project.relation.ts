import { Injectable, type OnModuleInit } from '@nestjs/common';
import type { AuthUser } from '../../common/auth/auth-user.js';
import { IncludeRegistry, type Included, type Relation } from '../../common/include/include.registry.js';
import { ProjectDto } from './project.dto.js';
import { ProjectsRepository } from './projects.repository.js';

/** `?include=project` of crawl jobs. */
@Injectable()
export class CrawlJobProjectRelation implements Relation, OnModuleInit {
  readonly parent = 'crawl_jobs';
  readonly name = 'project';
  readonly scope = 'projects:read';

  constructor(
    private readonly includes: IncludeRegistry,
    private readonly projects: ProjectsRepository,
  ) {}

  onModuleInit(): void {
    this.includes.register(this);
  }

  async load(user: AuthUser, jobIds: readonly string[]): Promise<ReadonlyMap<string, Included>> {
    const rows = await this.projects.ofCrawlJobs(user.id, jobIds);
    return new Map(rows.map(({ job_id, ...row }) => [job_id, { data: ProjectDto.from(row), has_more: false }]));
  }
}
