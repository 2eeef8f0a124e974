import { Injectable, type OnModuleInit } from '@nestjs/common';
import type { AuthUser } from '../../common/auth/auth-user.js';
import { allOf } from './account-pages.js';
import { ACCOUNT_ORDER, AccountRegistry, type AccountPart } from './account-registry.js';
import { ApiKeyDto } from './api-key.dto.js';
import { ApiKeysRepository } from './api-keys.repository.js';

/** The keys of an account, without their secrets, which nobody knows. */
@Injectable()
export class ApiKeysAccount implements AccountPart, OnModuleInit {
  readonly name = 'api_keys';
  readonly order = ACCOUNT_ORDER.apiKeys;

  constructor(
    private readonly registry: AccountRegistry,
    private readonly keys: ApiKeysRepository,
  ) {}

  onModuleInit(): void {
    this.registry.register(this);
  }

  items({ id }: AuthUser): AsyncIterable<object> {
    return allOf(
      (page) => this.keys.page(id, page),
      (row) => ApiKeyDto.from(row),
    );
  }

  erase(userId: string): Promise<void> {
    return this.keys.erase(userId);
  }
}
