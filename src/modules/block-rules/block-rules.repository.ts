import { EntityManager } from '@mikro-orm/postgresql';
import { Injectable } from '@nestjs/common';
import { sql } from 'kysely';
import { randomUUIDv7 } from 'node:crypto';
import { keysetPage } from '../../common/pagination/keyset.js';
import type { PageQueryDto } from '../../common/pagination/page.dto.js';
import type { Page } from '../../common/pagination/page-of.js';
import type { BlockRuleKind, BlockRuleTarget } from './block-rule-target.js';

/** A rule as SQL returns it: times are text. */
export interface BlockRuleRow {
  id: string;
  kind: BlockRuleKind;
  value: string;
  reason: string | null;
  created_at: string;
}

interface Tables {
  block_rules: BlockRuleRow & { project_id: string | null };
}

/** What a URL of a project is compared with. */
export interface StoredRule extends BlockRuleRow {
  host: string;
}

const COLUMNS = ['id', 'kind', 'value', 'reason', 'created_at'] as const;

/** `projectId` null: the rules that hold for everybody. Callers have made sure that the project is the user's. */
@Injectable()
export class BlockRulesRepository {
  constructor(private readonly em: EntityManager) {}

  /** The rule, and whether it is new. One that is there already stays as it is. */
  async add(projectId: string | null, target: BlockRuleTarget, reason: string | null) {
    const { kind, value, host } = target;
    const { rows } = await sql<BlockRuleRow & { added: boolean }>`
      insert into block_rules (id, project_id, kind, value, host, reason)
      values (${randomUUIDv7()}, ${projectId}, ${kind}, ${value}, ${host}, ${reason})
      on conflict (project_id, kind, value)
        do update set reason = block_rules.reason -- nothing changes, but the row is returned
      returning id, kind, value, reason, created_at, xmax = 0 as added`.execute(this.em.getKysely());
    const [row] = rows;
    if (!row) throw new Error('an upsert returned nothing');
    const { added, ...rule } = row;
    return { rule, added };
  }

  page(projectId: string | null, { limit, cursor }: PageQueryDto): Promise<Page<BlockRuleRow>> {
    const query = this.em.getKysely<Tables>().selectFrom('block_rules').select(COLUMNS);
    const scope = { list: 'block-rules', project: projectId };
    return keysetPage(query.where('project_id', 'is not distinct from', projectId), { limit, cursor, scope });
  }

  find(projectId: string | null, id: string): Promise<BlockRuleRow | undefined> {
    const query = this.em.getKysely<Tables>().selectFrom('block_rules').select(COLUMNS).where('id', '=', id);
    return query.where('project_id', 'is not distinct from', projectId).executeTakeFirst();
  }

  /** The removed rule; undefined: there is none. */
  async remove(projectId: string | null, id: string): Promise<BlockRuleRow | undefined> {
    const { rows } = await sql<BlockRuleRow>`
      delete from block_rules where id = ${id} and project_id is not distinct from ${projectId}
      returning id, kind, value, reason, created_at`.execute(this.em.getKysely());
    return rows[0];
  }

  /** Rules of the project and of everybody that name one of the hosts. */
  async naming(projectId: string, hosts: readonly string[]): Promise<StoredRule[]> {
    const { rows } = await sql<StoredRule>`
      select id, kind, value, host, reason, created_at from block_rules
       where host = any(${[...hosts]}::text[]) and (project_id is null or project_id = ${projectId})`.execute(
      this.em.getKysely(),
    );
    return rows;
  }
}
