import { Injectable, type OnModuleInit } from '@nestjs/common';
import type { AuthUser } from '../../common/auth/auth-user.js';
import { IncludeRegistry, MAX_INCLUDED, type Included } from '../../common/include/include.registry.js';
import { CrawlJobDto } from './crawl-job.dto.js';
import { CrawlJobReader } from './crawl-job-reader.service.js';
import { JobChunkDto } from './job-parts.dto.js';
import { JobPartsService } from './job-parts.service.js';

/** `?include=crawl_jobs` of projects and `?include=chunks` of crawl jobs. */
@Injectable()
export class CrawlJobRelations implements OnModuleInit {
  constructor(
    private readonly includes: IncludeRegistry,
    private readonly jobs: CrawlJobReader,
    private readonly parts: JobPartsService,
  ) {}

  onModuleInit(): void {
    const scope = 'jobs:read';
    this.includes.register({
      parent: 'projects',
      name: 'crawl_jobs',
      scope,
      load: (user, ids) => this.jobsOf(user, ids),
    });
    this.includes.register({ parent: 'crawl_jobs', name: 'chunks', scope, load: (_, ids) => this.chunksOf(ids) });
  }

  private async jobsOf(user: AuthUser, projectIds: readonly string[]): Promise<Map<string, Included>> {
    const rows = await this.jobs.newestOf(user.id, projectIds, MAX_INCLUDED + 1);
    return firstPages(
      rows.map((row) => CrawlJobDto.from(row)),
      (job) => job.project_id,
    );
  }

  /** The jobs themselves were read for their user. */
  private async chunksOf(jobIds: readonly string[]): Promise<Map<string, Included>> {
    const rows = await this.parts.newestChunks(jobIds, MAX_INCLUDED + 1);
    return firstPages(
      rows.map((row) => JobChunkDto.from(row)),
      (chunk) => chunk.job_id,
    );
  }
}

/** Groups rows by parent and keeps the first MAX_INCLUDED of each. */
function firstPages<T>(rows: T[], parentOf: (row: T) => string): Map<string, Included> {
  const pages = [...Map.groupBy(rows, parentOf)].map(([parent, own]): [string, Included] => [
    parent,
    { data: own.slice(0, MAX_INCLUDED), has_more: own.length > MAX_INCLUDED },
  ]);
  return new Map(pages);
}
