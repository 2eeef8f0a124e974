import { Injectable, type OnModuleInit } from '@nestjs/common';
import type { AuthUser } from '../../common/auth/auth-user.js';
import { IncludeRegistry, MAX_INCLUDED, type Included, type Relation } from '../../common/include/include.registry.js';
import { ValidationJobDto } from './validation-job.dto.js';
import { ValidationJobsRepository } from './validation-jobs.repository.js';

/** `?include=validation_jobs` of crawl jobs. */
@Injectable()
export class ValidationJobRelation implements Relation, OnModuleInit {
  readonly parent = 'crawl_jobs';
  readonly name = 'validation_jobs';
  readonly scope = 'images:read';

  constructor(
    private readonly includes: IncludeRegistry,
    private readonly validations: ValidationJobsRepository,
  ) {}

  onModuleInit(): void {
    this.includes.register(this);
  }

  async load(user: AuthUser, jobIds: readonly string[]): Promise<ReadonlyMap<string, Included>> {
    const rows = await this.validations.newestOf(user.id, jobIds, MAX_INCLUDED + 1);
    const pages = [...Map.groupBy(rows, (row) => row.crawl_job_id)].map(([jobId, own]): [string, Included] => {
      const data = own.slice(0, MAX_INCLUDED).map((row) => ValidationJobDto.from(row));
      return [jobId, { data, has_more: own.length > MAX_INCLUDED }];
    });
    return new Map(pages);
  }
}
