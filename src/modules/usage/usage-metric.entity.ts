import { defineEntity, p } from '@mikro-orm/core';
import { base } from '../../database/base.js';
import { Profile } from '../profiles/profile.entity.js';

const schema = defineEntity({
  name: 'UsageMetric',
  tableName: 'usage_metrics',
  uniques: [{ properties: ['user', 'metricDate'] }],
  properties: {
    ...base,
    user: () => p.manyToOne(Profile).ref().deleteRule('cascade'),
    metricDate: p.date(), // UTC
    imagesProcessed: p.bigint('number').default(0),
    imagesLimit: p.bigint('number').nullable(),
    storageBytes: p.bigint('number').default(0),
    storageLimitBytes: p.bigint('number').nullable(),
    apiCalls: p.bigint('number').default(0),
    apiCallsLimit: p.bigint('number').nullable(),
    bandwidthBytes: p.bigint('number').default(0),
    bandwidthLimitBytes: p.bigint('number').nullable(),
  },
});

/** What one user used on one day. */
export class UsageMetric extends schema.class {}
schema.setClass(UsageMetric);
