import { Injectable, type OnModuleInit } from '@nestjs/common';
import type { AuthUser } from '../../common/auth/auth-user.js';
import { allOf } from '../profiles/account-pages.js';
import { ACCOUNT_ORDER, AccountRegistry, type AccountPart } from '../profiles/account-registry.js';
import { ValidationJobDto } from './validation-job.dto.js';
import { ValidationJobsRepository } from './validation-jobs.repository.js';

/** The validations of an account. Their results are removed with the images that they are about. */
@Injectable()
export class ValidationJobAccount implements AccountPart, OnModuleInit {
  readonly name = 'validation_jobs';
  readonly order = ACCOUNT_ORDER.validations;

  constructor(
    private readonly registry: AccountRegistry,
    private readonly validations: ValidationJobsRepository,
  ) {}

  onModuleInit(): void {
    this.registry.register(this);
  }

  items({ id }: AuthUser): AsyncIterable<object> {
    return allOf(
      (page) => this.validations.pageOfAll(id, page),
      (row) => ValidationJobDto.from(row),
    );
  }

  erase(userId: string): Promise<void> {
    return this.validations.cancelAll(userId);
  }
}
