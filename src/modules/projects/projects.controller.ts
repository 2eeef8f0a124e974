import { Body, Controller, Delete, Get, HttpCode, Patch, Post, Query, Res } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';
import type { AuthUser } from '../../common/auth/auth-user.js';
import { CurrentUser, Scopes } from '../../common/auth/auth.decorators.js';
import { versioned } from '../../common/etag/etag.interceptor.js';
import { ExpectedVersion, IfMatch } from '../../common/etag/if-match.js';
import { SendsEtag } from '../../common/etag/sends-etag.decorator.js';
import { Idempotent } from '../../common/idempotency/idempotent.decorator.js';
import { IncludeRegistry } from '../../common/include/include.registry.js';
import { ApiProblems } from '../../common/openapi/extensions.js';
import { UuidParam } from '../../common/validation/uuid.js';
import {
  CreateProjectDto,
  ProjectDto,
  ProjectPageDto,
  ProjectPageQueryDto,
  ProjectQueryDto,
  UpdateProjectDto,
} from './project.dto.js';
import type { ProjectRow } from './projects.repository.js';
import { ProjectsService } from './projects.service.js';

const WITH_CHILDREN = 'Left out with `include`: what is embedded changes without the project';

@ApiTags('projects')
@Controller('projects')
export class ProjectsController {
  constructor(
    private readonly projects: ProjectsService,
    private readonly includes: IncludeRegistry,
  ) {}

  /** Create a project */
  @Post()
  @Idempotent()
  @SendsEtag()
  @Scopes('projects:write')
  async createProject(
    @CurrentUser() user: AuthUser,
    @Body() dto: CreateProjectDto,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<ProjectDto> {
    const project = await this.projects.create(user.id, dto);
    void reply.header('Location', `/api/projects/${project.id}`);
    return answer(project);
  }

  /** List my projects, newest first unless sorted otherwise */
  @Get()
  @Scopes('projects:read')
  async listProjects(@CurrentUser() user: AuthUser, @Query() query: ProjectPageQueryDto): Promise<ProjectPageDto> {
    const page = await this.projects.list(user.id, { ...query, sort: query.sort ?? '-created_at' });
    const data = page.data.map((row) => ProjectDto.from(row));
    return { ...page, data: await this.includes.embed('projects', user, query.include, data) };
  }

  /** Read one project */
  @Get(':id')
  @SendsEtag({ unless: WITH_CHILDREN })
  @Scopes('projects:read')
  async getProject(
    @CurrentUser() user: AuthUser,
    @UuidParam('id') id: string,
    @Query() { include }: ProjectQueryDto,
  ): Promise<ProjectDto> {
    const project = await this.projects.get(user.id, id);
    if (!include) return answer(project);
    const dto = ProjectDto.from(project);
    const [embedded = dto] = await this.includes.embed('projects', user, include, [dto]);
    return embedded;
  }

  /** Change a project */
  @Patch(':id')
  @SendsEtag()
  @Scopes('projects:write')
  async updateProject(
    @CurrentUser() user: AuthUser,
    @UuidParam('id') id: string,
    @Body() dto: UpdateProjectDto,
    @IfMatch() expected: ExpectedVersion,
  ): Promise<ProjectDto> {
    return answer(await this.projects.update(user.id, id, { ...dto }, expected));
  }

  /** Delete a project that has no unfinished crawl jobs, with all it holds */
  @Delete(':id')
  @ApiProblems(409)
  @HttpCode(204)
  @Scopes('projects:write')
  async deleteProject(
    @CurrentUser() user: AuthUser,
    @UuidParam('id') id: string,
    @IfMatch() expected: ExpectedVersion,
  ): Promise<void> {
    await this.projects.delete(user.id, id, expected);
  }

  /** Archive a project: it takes no new crawl jobs, running ones go on */
  @Post(':id/archive')
  @SendsEtag()
  @ApiProblems(409)
  @HttpCode(200)
  @Scopes('projects:write')
  async archiveProject(@CurrentUser() user: AuthUser, @UuidParam('id') id: string): Promise<ProjectDto> {
    return answer(await this.projects.archive(user.id, id));
  }

  /** Restore an archived project */
  @Post(':id/restore')
  @SendsEtag()
  @ApiProblems(409)
  @HttpCode(200)
  @Scopes('projects:write')
  async restoreProject(@CurrentUser() user: AuthUser, @UuidParam('id') id: string): Promise<ProjectDto> {
    return answer(await this.projects.restore(user.id, id));
  }
}

const answer = (project: ProjectRow): ProjectDto => versioned(ProjectDto.from(project), project.version);
