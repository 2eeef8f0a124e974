import { defineEntity, p } from '@mikro-orm/core';
import { base } from '../../database/base.js';
import { Profile } from './profile.entity.js';

const schema = defineEntity({
  name: 'ApiKey',
  tableName: 'api_keys',
  indexes: [{ properties: ['user', 'createdAt', 'id'] }],
  properties: {
    ...base,
    user: () => p.manyToOne(Profile).ref().deleteRule('cascade'),
    name: p.string().length(100),
    prefix: p.string().length(20), // what lists show
    last4: p.string().length(4),
    hash: p.string().length(64).unique(), // SHA-256 of the whole key; the key itself is never stored
    scopes: p.array(),
    expiresAt: p.datetime().nullable(),
    revokedAt: p.datetime().nullable(),
    rotatedAt: p.datetime().nullable(), // when another key took its place
    lastUsedAt: p.datetime().nullable(),
    lastUsedIp: p.string().length(45).nullable(),
    rateLimit: p.integer().nullable(), // requests per minute
  },
});

/** A profile's credential for programs. */
export class ApiKey extends schema.class {}
schema.setClass(ApiKey);
