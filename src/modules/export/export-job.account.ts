import { Injectable, type OnModuleInit } from '@nestjs/common';
import type { AuthUser } from '../../common/auth/auth-user.js';
import { allOf } from '../profiles/account-pages.js';
import { ACCOUNT_ORDER, AccountRegistry, type AccountPart } from '../profiles/account-registry.js';
import { ExportJobDto } from './export-job.dto.js';
import { ExportJobsRepository } from './export-jobs.repository.js';

/** The export jobs of an account. Their archives are removed with the projects that they hold. */
@Injectable()
export class ExportJobAccount implements AccountPart, OnModuleInit {
  readonly name = 'export_jobs';
  readonly order = ACCOUNT_ORDER.exports;

  constructor(
    private readonly registry: AccountRegistry,
    private readonly exports: ExportJobsRepository,
  ) {}

  onModuleInit(): void {
    this.registry.register(this);
  }

  items({ id }: AuthUser): AsyncIterable<object> {
    return allOf(
      (page) => this.exports.pageOfAll(id, page),
      (row) => ExportJobDto.from(row),
    );
  }

  erase(userId: string): Promise<void> {
    return this.exports.cancelAll(userId);
  }
}
