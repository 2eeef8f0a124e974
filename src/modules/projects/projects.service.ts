import { EntityManager } from '@mikro-orm/postgresql';
import { Injectable } from '@nestjs/common';
import { randomUUIDv7 } from 'node:crypto';
import type { ExpectedVersion } from '../../common/etag/if-match.js';
import { changesOf } from '../../common/events/changes.js';
import type { DomainEvent } from '../../common/events/domain-event.js';
import { EventBus } from '../../common/events/event-bus.js';
import type { Page } from '../../common/pagination/page-of.js';
import { InvalidState, NotFound } from '../../common/problem/problems.js';
import { ProjectArchived, ProjectCreated, ProjectDeleted, ProjectRestored, ProjectUpdated } from './project.events.js';
import type { ProjectStatus } from './project.entity.js';
import { mustFitJobs } from './project-settings.js';
import { ProjectsRepository, type ProjectChanges, type ProjectFilter, type ProjectRow } from './projects.repository.js';

export interface ProjectRequest {
  name: string;
  description?: string | null | undefined;
  settings?: Record<string, unknown> | undefined;
}

@Injectable()
export class ProjectsService {
  constructor(
    private readonly em: EntityManager,
    private readonly projects: ProjectsRepository,
    private readonly events: EventBus,
  ) {}

  /** @throws ValidationFailed */
  async create(userId: string, { name, description = null, settings = {} }: ProjectRequest): Promise<ProjectRow> {
    mustFitJobs(settings);
    return this.em.transactional(async () => {
      const project = await this.projects.insert({ id: randomUUIDv7(), user_id: userId, name, description, settings });
      await this.events.emit(new ProjectCreated(userId, project.id, { name, description, settings }));
      return project;
    });
  }

  list(userId: string, filter: ProjectFilter): Promise<Page<ProjectRow>> {
    return this.projects.page(userId, filter);
  }

  /** @throws NotFound */
  async get(userId: string, id: string): Promise<ProjectRow> {
    return found(await this.projects.find(userId, id));
  }

  /** Values that stay equal make neither an event nor a version. @throws ValidationFailed, NotFound, PreconditionFailed */
  async update(userId: string, id: string, patch: ProjectChanges, expected: ExpectedVersion): Promise<ProjectRow> {
    mustFitJobs(patch.settings);
    return this.em.transactional(async () => {
      const before = found(await this.projects.findToChange(userId, id));
      expected.check(before.version);
      const changes = changesOf(before, patch);
      if (Object.keys(changes).length === 0) return before;
      const after = await this.projects.update(id, patch);
      await this.events.emit(new ProjectUpdated(userId, id, changes));
      return after;
    });
  }

  /** No new jobs from here on; running ones go on. @throws NotFound, InvalidState */
  archive(userId: string, id: string): Promise<ProjectRow> {
    return this.move(userId, id, 'archived', new ProjectArchived(userId, id));
  }

  /** @throws NotFound, InvalidState */
  restore(userId: string, id: string): Promise<ProjectRow> {
    return this.move(userId, id, 'active', new ProjectRestored(userId, id));
  }

  /** Gone for everybody at once; its rows and objects are swept later. @throws NotFound, InvalidState, PreconditionFailed */
  delete(userId: string, id: string, expected: ExpectedVersion): Promise<void> {
    return this.em.transactional(async () => {
      const project = found(await this.projects.findToClose(userId, id));
      expected.check(project.version);
      // a statement of its own: it sees the jobs of transactions that the lock has waited for
      const openJobs = await this.projects.openJobs(id);
      if (openJobs > 0)
        throw new InvalidState('The project has unfinished crawl jobs; cancel them first', { open_jobs: openJobs });
      await this.projects.markDeleted(id);
      await this.events.emit(new ProjectDeleted(userId, id, { name: project.name }));
    });
  }

  /** All projects of a user whose account is deleted, with whatever runs in them; joins the caller's transaction. */
  async deleteAll(userId: string): Promise<void> {
    for (const { id, name } of await this.projects.closeAll(userId)) {
      await this.events.emit(new ProjectDeleted(userId, id, { name }));
    }
  }

  /**
   * For those who add something to a project: until the caller's transaction ends it can be neither deleted nor archived.
   * @throws NotFound, InvalidState when it is archived
   */
  async lockActive(userId: string, projectId: string): Promise<Pick<ProjectRow, 'id' | 'settings'>> {
    const project = found(await this.projects.findShared(userId, projectId));
    if (project.status === 'archived') throw new InvalidState('The project is archived; restore it first');
    return { id: project.id, settings: project.settings };
  }

  private move(userId: string, id: string, status: ProjectStatus, event: DomainEvent): Promise<ProjectRow> {
    return this.em.transactional(async () => {
      const before = found(await this.projects.findToClose(userId, id));
      if (before.status === status) throw new InvalidState(`The project is ${status} already`);
      const after = await this.projects.update(id, { status });
      await this.events.emit(event);
      return after;
    });
  }
}

function found(project: ProjectRow | undefined): ProjectRow {
  if (!project) throw new NotFound('Project');
  return project;
}
