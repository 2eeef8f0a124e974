import { Injectable, type OnModuleInit } from '@nestjs/common';
import type { AuthUser } from '../../common/auth/auth-user.js';
import { allOf } from '../profiles/account-pages.js';
import { ACCOUNT_ORDER, AccountRegistry, type AccountPart } from '../profiles/account-registry.js';
import { ProjectsService } from '../projects/projects.service.js';

/** The pictures of an account: too many to embed, so the export leads to the first page of each project's list. */
@Injectable()
export class ImageAccount implements AccountPart, OnModuleInit {
  readonly name = 'images';
  readonly order = ACCOUNT_ORDER.images;

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
      (project) => ({ project_id: project.id, href: `/api/projects/${project.id}/images?limit=100` }),
    );
  }
}
