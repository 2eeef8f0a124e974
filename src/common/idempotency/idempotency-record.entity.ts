import { defineEntity, p } from '@mikro-orm/core';

const schema = defineEntity({
  name: 'IdempotencyRecord',
  tableName: 'idempotency_keys',
  indexes: [{ properties: ['createdAt'] }],
  properties: {
    userId: p.uuid().primary(), // plain: this layer knows no profiles
    key: p.string().length(255).primary(),
    requestHash: p.string().length(64), // SHA-256 of method, path and body
    status: p.integer(),
    headers: p.json<Record<string, string>>(),
    body: p.text().nullable(), // JSON as it was sent; null: none
    createdAt: p.datetime().defaultRaw('now()'),
  },
});

/** The answer of a request that took effect, written in the transaction of that effect. */
export class IdempotencyRecord extends schema.class {}
schema.setClass(IdempotencyRecord);
