import { defineEntity, p } from '@mikro-orm/core';
import { base } from '../../database/base.js';
import { Project } from '../projects/project.entity.js';
import { BLOCK_RULE_KINDS, type BlockRuleKind } from './block-rule-target.js';

const schema = defineEntity({
  name: 'BlockRule',
  tableName: 'block_rules',
  indexes: [{ properties: ['host'] }, { properties: ['project', 'createdAt', 'id'] }],
  checks: [
    {
      name: 'block_rules_kind_check',
      expression: `kind in (${BLOCK_RULE_KINDS.map((kind) => `'${kind}'`).join(', ')})`,
    },
  ],
  properties: {
    ...base,
    project: () => p.manyToOne(Project).ref().deleteRule('cascade').nullable(), // null: holds for everybody
    kind: p.string().length(20).$type<BlockRuleKind>(),
    value: p.string().length(2000), // canonical
    host: p.string().length(255), // of the value, for both kinds
    reason: p.string().length(200).nullable(),
  },
});

/** URLs that are never fetched, of one project or of all. */
export class BlockRule extends schema.class {}
schema.setClass(BlockRule);
