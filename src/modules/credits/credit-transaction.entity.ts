import { defineEntity, p } from '@mikro-orm/core';
import { base } from '../../database/base.js';
import { Profile } from '../profiles/profile.entity.js';
import { CreditAccount } from './credit-account.entity.js';

export const CREDIT_TRANSACTION_TYPES = [
  'purchase',
  'bonus',
  'refund',
  'reserve',
  'usage',
  'release',
  'adjust',
] as const;
export type CreditTransactionType = (typeof CREDIT_TRANSACTION_TYPES)[number];

const schema = defineEntity({
  name: 'CreditTransaction',
  tableName: 'credit_transactions',
  indexes: [
    { properties: ['user', 'createdAt'] },
    { properties: ['account', 'createdAt', 'id'] },
    { properties: ['jobId'] },
  ],
  checks: [
    {
      name: 'credit_transactions_type_check',
      expression: `type in (${CREDIT_TRANSACTION_TYPES.map((type) => `'${type}'`).join(', ')})`,
    },
    { name: 'credit_transactions_sum_check', expression: 'd_balance + d_reserved + d_spent = amount' },
    {
      name: 'credit_transactions_amount_check',
      expression: "type not in ('reserve', 'usage', 'release') or amount = 0",
    },
  ],
  properties: {
    ...base,
    account: () => p.manyToOne(CreditAccount).ref().deleteRule('restrict'),
    user: () => p.manyToOne(Profile).ref().deleteRule('restrict'),
    type: p.string().length(20).$type<CreditTransactionType>(),
    amount: p.bigint('number'), // moved from or to outside: 0 for reserve, usage and release
    dBalance: p.bigint('number').fieldName('d_balance'),
    dReserved: p.bigint('number').fieldName('d_reserved'),
    dSpent: p.bigint('number').fieldName('d_spent'),
    balanceAfter: p.bigint('number'),
    jobId: p.uuid().nullable(), // plain: the ledger outlives jobs
    chunkId: p.uuid().nullable(),
    idempotencyKey: p.string().length(200).unique(),
    description: p.string().length(200).nullable(),
    metadata: p.json<Record<string, unknown>>().defaultRaw("'{}'"),
  },
});

/** One row of the ledger; a trigger forbids changing or deleting it. */
export class CreditTransaction extends schema.class {}
schema.setClass(CreditTransaction);
