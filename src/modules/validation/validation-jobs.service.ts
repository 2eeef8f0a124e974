import { EntityManager } from '@mikro-orm/postgresql';
import { Injectable } from '@nestjs/common';
import { randomUUIDv7 } from 'node:crypto';
import { EventBus } from '../../common/events/event-bus.js';
import type { PageQueryDto } from '../../common/pagination/page.dto.js';
import type { Page } from '../../common/pagination/page-of.js';
import { InvalidState, NotFound, ValidationFailed } from '../../common/problem/problems.js';
import { ImageScopes } from '../images/image-scope.js';
import { ruleSettings, storedSettings } from './rule-settings.js';
import { RuleRegistry } from './rules/rule-registry.js';
import type { ValidationLevel, ValidationRule } from './rules/validation-rule.js';
import { ValidationJobCancelled, ValidationJobCreated, ValidationJobDeleted } from './validation-job.events.js';
import type { ValidationJobRow, ValidationResultRow } from './validation-job.row.js';
import { ValidationJobsRepository, type JobScope } from './validation-jobs.repository.js';
import type { ListResultsQueryDto } from './validation-result.dto.js';
import { ValidationResultsRepository } from './validation-results.repository.js';

const OPEN = new Set(['pending', 'processing']);

/** What users do with validations. Throws NotFound for what is missing, deleted or another user's alike. */
@Injectable()
export class ValidationJobsService {
  constructor(
    private readonly em: EntityManager,
    private readonly validations: ValidationJobsRepository,
    private readonly results: ValidationResultsRepository,
    private readonly registry: RuleRegistry,
    private readonly scopes: ImageScopes,
    private readonly events: EventBus,
  ) {}

  rules(): ValidationRule[] {
    return this.registry.list();
  }

  /** Workers find it within a second. Throws InvalidState when there is nothing to validate, or a validation is open. */
  async create(
    userId: string,
    scope: JobScope,
    level: ValidationLevel = 'standard',
    changes: Record<string, unknown> = {},
  ): Promise<ValidationJobRow> {
    await this.scopes.require(userId, scope);
    const { settings, errors } = ruleSettings(this.registry, level, changes);
    if (errors.length > 0) throw new ValidationFailed(errors);
    const id = randomUUIDv7();
    return this.em.transactional(async () => {
      if (!(await this.validations.lockJob(userId, scope))) throw new NotFound('Crawl job');
      const state = await this.validations.state(scope.jobId);
      if (state.images === 0)
        throw new InvalidState('There is no image to validate; wait until the crawl job has stored some');
      if (state.open) throw new InvalidState('Another validation of this crawl job is open; wait for it or cancel it');
      const made = { id, userId, level, settings: storedSettings(settings) };
      await this.validations.insert(made, scope.jobId, state.images);
      await this.events.emit(new ValidationJobCreated(userId, id, { crawl_job_id: scope.jobId, level }));
      return this.get(userId, scope, id);
    });
  }

  async list(userId: string, scope: JobScope, query: PageQueryDto): Promise<Page<ValidationJobRow>> {
    await this.scopes.require(userId, scope);
    return this.validations.page(userId, scope, query);
  }

  async get(userId: string, scope: JobScope, id: string): Promise<ValidationJobRow> {
    return found(await this.validations.find(userId, scope, id));
  }

  async resultsOf(
    userId: string,
    scope: JobScope,
    id: string,
    query: ListResultsQueryDto,
  ): Promise<Page<ValidationResultRow>> {
    await this.get(userId, scope, id);
    if (query.failed !== undefined && !this.registry.get(query.failed)) {
      const known = this.registry.list().map(({ name }) => name);
      throw ValidationFailed.parameter('failed', 'unknown-rule', `must be one of ${known.join(', ')}`);
    }
    return this.results.page(id, query);
  }

  /** Cancels an open validation, which stays in the list; takes any other back and deletes it. */
  remove(userId: string, scope: JobScope, id: string): Promise<void> {
    return this.em.transactional(async () => {
      await this.validations.lockJob(userId, scope);
      const { status } = found(await this.validations.findLocked(userId, scope, id));
      if (OPEN.has(status)) {
        await this.validations.cancel(id);
        const change = { status: { from: status, to: 'cancelled' } };
        return this.events.emit(new ValidationJobCancelled(userId, id, change));
      }
      const restored = await this.validations.undo(id);
      const metadata = { crawl_job_id: scope.jobId, restored_images: restored };
      return this.events.emit(new ValidationJobDeleted(userId, id, metadata));
    });
  }
}

function found(row: ValidationJobRow | undefined): ValidationJobRow {
  if (!row) throw new NotFound('Validation job');
  return row;
}
