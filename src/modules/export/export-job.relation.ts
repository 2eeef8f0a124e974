import { Injectable, type OnModuleInit } from '@nestjs/common';
import type { AuthUser } from '../../common/auth/auth-user.js';
import { IncludeRegistry, MAX_INCLUDED, type Included, type Relation } from '../../common/include/include.registry.js';
import { ExportJobDto } from './export-job.dto.js';
import { ExportJobsRepository } from './export-jobs.repository.js';

/** `?include=export_jobs` of crawl jobs. */
@Injectable()
export class ExportJobRelation implements Relation, OnModuleInit {
  readonly parent = 'crawl_jobs';
  readonly name = 'export_jobs';
  readonly scope = 'exports:read';

  constructor(
    private readonly includes: IncludeRegistry,
    private readonly exports: ExportJobsRepository,
  ) {}

  onModuleInit(): void {
    this.includes.register(this);
  }

  async load(user: AuthUser, jobIds: readonly string[]): Promise<ReadonlyMap<string, Included>> {
    const rows = await this.exports.newestOf(user.id, jobIds, MAX_INCLUDED + 1);
    const pages = [...Map.groupBy(rows, (row) => row.crawl_job_id ?? '')].map(([jobId, own]): [string, Included] => {
      const data = own.slice(0, MAX_INCLUDED).map((row) => ExportJobDto.from(row));
      return [jobId, { data, has_more: own.length > MAX_INCLUDED }];
    });
    return new Map(pages);
  }
}
