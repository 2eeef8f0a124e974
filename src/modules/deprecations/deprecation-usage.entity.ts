import { defineEntity, p } from '@mikro-orm/core';
import { base } from '../../database/base.js';
import { Profile } from '../profiles/profile.entity.js';

const schema = defineEntity({
  name: 'DeprecationUsage',
  tableName: 'deprecation_usage',
  uniques: [{ name: 'deprecation_usage_day_consumer_endpoint_unique', properties: ['day', 'consumer', 'endpoint'] }],
  indexes: [{ properties: ['user'] }, { properties: ['createdAt', 'id'] }],
  checks: [{ name: 'deprecation_usage_calls_check', expression: 'calls > 0' }],
  properties: {
    ...base,
    day: p.date(), // UTC
    consumer: p.string().length(60), // key:<id of the API key>, user:<id>, or anonymous
    endpoint: p.string().length(200), // method and route
    user: () => p.manyToOne(Profile).ref().nullable().deleteRule('cascade'), // null: anonymous
    apiKeyId: p.uuid().nullable(), // no foreign key: a removed key still called
    calls: p.bigint('number'),
    lastCalledAt: p.datetime(),
  },
});

/** How often a consumer called a deprecated endpoint on a day. */
export class DeprecationUsage extends schema.class {}
schema.setClass(DeprecationUsage);
