import { Injectable, type OnModuleInit } from '@nestjs/common';
import type { AuthUser } from '../../common/auth/auth-user.js';
import { allOf } from '../profiles/account-pages.js';
import { ACCOUNT_ORDER, AccountRegistry, type AccountPart } from '../profiles/account-registry.js';
import { ProjectDto } from './project.dto.js';
import { ProjectsService } from './projects.service.js';

/** The projects of an account. */
@Injectable()
export class ProjectAccount implements AccountPart, OnModuleInit {
  readonly name = 'projects';
  readonly order = ACCOUNT_ORDER.projects;

  constructor(
    private readonly registry: AccountRegistry,
    private readonly projects: ProjectsService,
  ) {}

  onModuleInit(): void {
    this.registry.register(this);
  }

  items({ id }: AuthUser): AsyncIterable<object> {
    return allOf(
      (page) => this.projects.list(id, { ...page, sort: '-created_at' }),
      (row) => ProjectDto.from(row),
    );
  }

  /** Hidden now, removed with all below it by the sweeper. */
  erase(userId: string): Promise<void> {
    return this.projects.deleteAll(userId);
  }
}
