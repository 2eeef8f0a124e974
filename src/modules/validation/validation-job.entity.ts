import { defineEntity, p } from '@mikro-orm/core';
import { base } from '../../database/base.js';
import { CrawlJob } from '../crawl-jobs/crawl-job.entity.js';
import { Profile } from '../profiles/profile.entity.js';

const schema = defineEntity({
  name: 'ValidationJob',
  tableName: 'validation_jobs',
  indexes: [{ properties: ['crawlJob', 'createdAt', 'id'] }, { properties: ['status'] }, { properties: ['user'] }],
  checks: [
    {
      name: 'validation_jobs_status_check',
      expression: "status in ('pending', 'processing', 'completed', 'failed', 'cancelled')",
    },
    { name: 'validation_jobs_level_check', expression: "level in ('basic', 'standard', 'strict')" },
  ],
  properties: {
    ...base,
    crawlJob: () => p.manyToOne(CrawlJob).ref().deleteRule('cascade'),
    user: () => p.manyToOne(Profile).ref().deleteRule('cascade'),
    level: p.string().length(20).$type<'basic' | 'standard' | 'strict'>().default('standard'),
    validationRules: p.json<Record<string, unknown>>().defaultRaw("'{}'"),
    status: p
      .string()
      .length(20)
      .$type<'pending' | 'processing' | 'completed' | 'failed' | 'cancelled'>()
      .default('pending'),
    fence: p.integer().default(0),
    leaseUntil: p.datetime().nullable(),
    progress: p.smallint().default(0),
    totalImages: p.integer().default(0),
    checkedImages: p.integer().default(0),
    validImages: p.integer().default(0),
    invalidImages: p.integer().default(0),
    report: p.json<Record<string, unknown>>().nullable(),
    startedAt: p.datetime().nullable(),
    completedAt: p.datetime().nullable(),
    error: p.text().nullable(),
  },
});

/** One run of validation rules over a crawl job's images. */
export class ValidationJob extends schema.class {}
schema.setClass(ValidationJob);
