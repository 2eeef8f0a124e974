import { Injectable, type OnModuleInit } from '@nestjs/common';
import { IdempotencyKeysRepository } from '../../common/idempotency/idempotency-keys.repository.js';
import { ACCOUNT_ORDER, AccountRegistry, type AccountPart } from './account-registry.js';

/** Answers kept for repeated requests: they say what the API says elsewhere, and go with the account. */
@Injectable()
export class KeptAnswersAccount implements AccountPart, OnModuleInit {
  readonly name = 'kept_answers';
  readonly order = ACCOUNT_ORDER.keptAnswers;

  constructor(
    private readonly registry: AccountRegistry,
    private readonly keys: IdempotencyKeysRepository,
  ) {}

  onModuleInit(): void {
    this.registry.register(this);
  }

  erase(userId: string): Promise<void> {
    return this.keys.deleteOf(userId);
  }
}
