import { defineEntity, p } from '@mikro-orm/core';
import { base } from '../../database/base.js';
import { Profile } from '../profiles/profile.entity.js';

const schema = defineEntity({
  name: 'CreditAccount',
  tableName: 'credit_accounts',
  checks: [{ name: 'credit_accounts_never_negative', expression: 'balance >= 0 and reserved >= 0 and spent >= 0' }],
  properties: {
    ...base,
    user: () => p.oneToOne(Profile).ref().deleteRule('restrict'),
    balance: p.bigint('number').default(0), // available credits
    reserved: p.bigint('number').default(0),
    spent: p.bigint('number').default(0),
    autoRefillEnabled: p.boolean().default(false),
    refillThreshold: p.integer().nullable(),
    refillAmount: p.integer().nullable(),
    monthlyLimit: p.integer().nullable(),
  },
});

/** A cache of its ledger rows: per column, Σ d_… = the column. */
export class CreditAccount extends schema.class {}
schema.setClass(CreditAccount);
