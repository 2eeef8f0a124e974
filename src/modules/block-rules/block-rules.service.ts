import { EntityManager } from '@mikro-orm/postgresql';
import { Injectable } from '@nestjs/common';
import { EventBus } from '../../common/events/event-bus.js';
import type { PageQueryDto } from '../../common/pagination/page.dto.js';
import type { Page } from '../../common/pagination/page-of.js';
import { NotFound, ValidationFailed } from '../../common/problem/problems.js';
import { ProjectsService } from '../projects/projects.service.js';
import { BlockRuleAdded, BlockRuleRemoved } from './block-rule.events.js';
import { blockRuleTarget, type BlockRuleKind } from './block-rule-target.js';
import { BlockRulesRepository, type BlockRuleRow } from './block-rules.repository.js';

export interface BlockRuleRequest {
  kind: BlockRuleKind;
  value: string;
  reason?: string | null | undefined;
}

const EXPECTED: Record<BlockRuleKind, string> = {
  host: 'must be a domain name such as example.org, which covers its subdomains, or an address; no port, no path, no *, no top-level domain',
  url_prefix: 'must be an http or https URL, with a host without *',
};

/** Block rules of a user's projects and, for administrators, of everybody (`projectId` null). */
@Injectable()
export class BlockRulesService {
  constructor(
    private readonly em: EntityManager,
    private readonly projects: ProjectsService,
    private readonly rules: BlockRulesRepository,
    private readonly events: EventBus,
  ) {}

  /** A rule that is there already is answered as it is. @throws NotFound, ValidationFailed */
  add(
    userId: string,
    projectId: string | null,
    { kind, value, reason = null }: BlockRuleRequest,
  ): Promise<BlockRuleRow> {
    const target = blockRuleTarget(kind, value);
    if (!target) {
      throw ValidationFailed.pointer('/value', 'invalid', EXPECTED[kind]);
    }
    return this.em.transactional(async () => {
      await this.mustOwn(userId, projectId);
      const { rule, added } = await this.rules.add(projectId, target, reason);
      if (added) {
        const told = { kind, value: target.value, reason, project_id: projectId };
        await this.events.emit(new BlockRuleAdded(userId, rule.id, told));
      }
      return rule;
    });
  }

  /** Newest first. @throws NotFound */
  async list(userId: string, projectId: string | null, page: PageQueryDto): Promise<Page<BlockRuleRow>> {
    await this.mustOwn(userId, projectId);
    return this.rules.page(projectId, page);
  }

  /** @throws NotFound */
  async get(userId: string, projectId: string | null, id: string): Promise<BlockRuleRow> {
    await this.mustOwn(userId, projectId);
    const rule = await this.rules.find(projectId, id);
    if (!rule) throw new NotFound('Block rule');
    return rule;
  }

  /** URLs that it kept away stay as they ended; new jobs fetch them. @throws NotFound */
  remove(userId: string, projectId: string | null, id: string): Promise<void> {
    return this.em.transactional(async () => {
      await this.mustOwn(userId, projectId);
      const removed = await this.rules.remove(projectId, id);
      if (!removed) throw new NotFound('Block rule');
      const { kind, value } = removed;
      await this.events.emit(new BlockRuleRemoved(userId, id, { kind, value, project_id: projectId }));
    });
  }

  private async mustOwn(userId: string, projectId: string | null): Promise<void> {
    if (projectId !== null) await this.projects.get(userId, projectId);
  }
}
