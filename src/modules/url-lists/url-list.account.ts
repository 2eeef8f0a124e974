import { Injectable, type OnModuleInit } from '@nestjs/common';
import type { AuthUser } from '../../common/auth/auth-user.js';
import { allOf } from '../profiles/account-pages.js';
import { ACCOUNT_ORDER, AccountRegistry, type AccountPart } from '../profiles/account-registry.js';
import { UrlListDto } from './url-list.dto.js';
import { UrlListsRepository } from './url-lists.repository.js';

/** The uploaded lists of an account. They go with the projects that hold them. */
@Injectable()
export class UrlListAccount implements AccountPart, OnModuleInit {
  readonly name = 'url_lists';
  readonly order = ACCOUNT_ORDER.urlLists;

  constructor(
    private readonly registry: AccountRegistry,
    private readonly lists: UrlListsRepository,
  ) {}

  onModuleInit(): void {
    this.registry.register(this);
  }

  items({ id }: AuthUser): AsyncIterable<object> {
    return allOf(
      (page) => this.lists.pageOfAll(id, page),
      (row) => UrlListDto.from(row),
    );
  }
}
