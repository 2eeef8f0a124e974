import { Injectable, type OnModuleInit } from '@nestjs/common';
import type { AuthUser } from '../../common/auth/auth-user.js';
import { allOf } from '../profiles/account-pages.js';
import { ACCOUNT_ORDER, AccountRegistry, type AccountPart } from '../profiles/account-registry.js';
import { ActivityDto } from './activity.dto.js';
import { ActivityRepository } from './activity.repository.js';

/** The log of an account. Deleting the account keeps that something happened, and forgets the details. */
@Injectable()
export class ActivityAccount implements AccountPart, OnModuleInit {
  readonly name = 'activity';
  readonly order = ACCOUNT_ORDER.activity;

  constructor(
    private readonly registry: AccountRegistry,
    private readonly activity: ActivityRepository,
  ) {}

  onModuleInit(): void {
    this.registry.register(this);
  }

  items({ id }: AuthUser): AsyncIterable<object> {
    return allOf(
      (page) => this.activity.page(id, page),
      (row) => ActivityDto.from(row),
    );
  }

  erase(userId: string): Promise<void> {
    return this.activity.anonymise(userId);
  }
}
