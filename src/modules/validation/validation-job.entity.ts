import { defineEntity, p } from '@mikro-orm/core';
import { base } from '../../database/base.js';
import { CrawlJob } from '../crawl-jobs/crawl-job.entity.js';
import { Profile } from '../profiles/profile.entity.js';
import type { StoredSettings } from './rule-settings.js';
import type { ValidationLevel } from './rules/validation-rule.js';
import type { ValidationReport } from './validation-report.js';

export const VALIDATION_JOB_STATUSES = ['pending', 'processing', 'completed', 'failed', 'cancelled'] as const;
export type ValidationJobStatus = (typeof VALIDATION_JOB_STATUSES)[number];

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
    level: p.string().length(20).$type<ValidationLevel>().default('standard'),
    validationRules: p.json<StoredSettings>().defaultRaw("'{}'"),
    status: p.string().length(20).$type<ValidationJobStatus>().default('pending'),
    fence: p.integer().default(0),
    leaseUntil: p.datetime().nullable(),
    availableAt: p.datetime().defaultRaw('now()'),
    attempts: p.integer().default(0), // claims since it last moved on
    progress: p.smallint().default(0),
    totalImages: p.integer().default(0),
    checkedImages: p.integer().default(0),
    validImages: p.integer().default(0),
    invalidImages: p.integer().default(0),
    report: p.json<ValidationReport>().nullable(),
    startedAt: p.datetime().nullable(),
    completedAt: p.datetime().nullable(),
    error: p.text().nullable(),
  },
});

/** One run of validation rules over a crawl job's images. */
export class ValidationJob extends schema.class {}
schema.setClass(ValidationJob);
