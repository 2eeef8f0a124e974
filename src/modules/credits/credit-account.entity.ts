import { defineEntity, p } from '@mikro-orm/core';
import { base } from '../../database/base.js';
import { Profile } from '../profiles/profile.entity.js';

const schema = defineEntity({
  name: 'CreditAccount',
  tableName: 'credit_accounts',
  checks: [
    { name: 'credit_accounts_never_negative', expression: 'balance >= 0 and reserved >= 0 and spent >= 0' },
    {
      name: 'credit_accounts_settings_check',
      expression:
        'refill_threshold >= 0 and refill_amount >= 1 and monthly_limit >= 0 and low_balance_threshold >= 0 ' +
        'and (not auto_refill_enabled or num_nulls(refill_threshold, refill_amount) = 0)',
    },
  ],
  properties: {
    ...base,
    user: () => p.oneToOne(Profile).ref().deleteRule('restrict'),
    balance: p.bigint('number').default(0), // available credits
    reserved: p.bigint('number').default(0),
    spent: p.bigint('number').default(0),
    monthStart: p.date().nullable(), // UTC month of the last movement
    monthSpent: p.bigint('number').default(0), // Σ d_spent of that month; below 0 when refunds of older spending prevail
    autoRefillEnabled: p.boolean().default(false),
    refillThreshold: p.integer().nullable(),
    refillAmount: p.integer().nullable(),
    monthlyLimit: p.integer().nullable(), // of what is spent in the month and reserved now
    lowBalanceThreshold: p.integer().nullable(), // a notice when the balance falls below it
  },
});

/** A cache of its ledger rows: per column, Σ d_… = the column. */
export class CreditAccount extends schema.class {}
schema.setClass(CreditAccount);
