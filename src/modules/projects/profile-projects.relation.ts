import { Injectable, type OnModuleInit } from '@nestjs/common';
import type { AuthUser } from '../../common/auth/auth-user.js';
import { IncludeRegistry, MAX_INCLUDED, type Included, type Relation } from '../../common/include/include.registry.js';
import { ProjectDto } from './project.dto.js';
import { ProjectsService } from './projects.service.js';

/** `GET /profiles/me?include=projects`. The only parent is the caller's own profile, so one page of the list serves. */
@Injectable()
export class ProfileProjectsRelation implements Relation, OnModuleInit {
  readonly parent = 'profiles';
  readonly name = 'projects';
  readonly scope = 'projects:read';

  constructor(
    private readonly includes: IncludeRegistry,
    private readonly projects: ProjectsService,
  ) {}

  onModuleInit(): void {
    this.includes.register(this);
  }

  async load(user: AuthUser): Promise<ReadonlyMap<string, Included>> {
    const page = await this.projects.list(user.id, { limit: MAX_INCLUDED, sort: '-created_at' });
    const data = page.data.map((row) => ProjectDto.from(row));
    return new Map([[user.id, { data, has_more: page.has_more }]]);
  }
}
