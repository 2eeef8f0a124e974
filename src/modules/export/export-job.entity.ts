import { defineEntity, p } from '@mikro-orm/core';
import { base } from '../../database/base.js';
import { CrawlJob } from '../crawl-jobs/crawl-job.entity.js';
import { Profile } from '../profiles/profile.entity.js';
import { Project } from '../projects/project.entity.js';
import type { ExportReport } from './export-report.js';

export const EXPORT_JOB_STATUSES = ['pending', 'processing', 'completed', 'failed', 'cancelled', 'expired'] as const;
export type ExportJobStatus = (typeof EXPORT_JOB_STATUSES)[number];

const schema = defineEntity({
  name: 'ExportJob',
  tableName: 'export_jobs',
  indexes: [
    { properties: ['crawlJob', 'createdAt', 'id'] },
    { properties: ['project', 'createdAt', 'id'] },
    { properties: ['status'] },
    { properties: ['user'] },
  ],
  checks: [
    { name: 'export_jobs_one_subject', expression: 'num_nonnulls(crawl_job_id, project_id) = 1' },
    {
      name: 'export_jobs_status_check',
      expression: `status in (${EXPORT_JOB_STATUSES.map((status) => `'${status}'`).join(', ')})`,
    },
  ],
  properties: {
    ...base,
    crawlJob: () => p.manyToOne(CrawlJob).ref().nullable().deleteRule('cascade'),
    project: () => p.manyToOne(Project).ref().nullable().deleteRule('cascade'),
    user: () => p.manyToOne(Profile).ref().deleteRule('cascade'),
    format: p.string().length(30),
    exportOptions: p.json<Record<string, unknown>>().defaultRaw("'{}'"),
    status: p.string().length(20).$type<ExportJobStatus>().default('pending'),
    fence: p.integer().default(0),
    leaseUntil: p.datetime().nullable(),
    availableAt: p.datetime().defaultRaw('now()'),
    attempts: p.integer().default(0), // claims since it last moved on
    progress: p.smallint().default(0), // 0–100
    totalImages: p.integer().nullable(),
    fileSize: p.bigint('number').nullable(), // bytes
    sha256: p.string().length(64).nullable(),
    storageKey: p.text().nullable(),
    expiresAt: p.datetime().nullable(),
    manifestSize: p.bigint('number').nullable(), // bytes
    manifestSha256: p.string().length(64).nullable(),
    report: p.json<ExportReport>().nullable(),
    supersededAt: p.datetime().nullable(),
    startedAt: p.datetime().nullable(),
    completedAt: p.datetime().nullable(),
    error: p.text().nullable(),
  },
});

/** One archive made from a crawl job's or a project's images. */
export class ExportJob extends schema.class {}
schema.setClass(ExportJob);
