import { defineEntity, p } from '@mikro-orm/core';
import { base } from '../../database/base.js';
import { Profile } from '../profiles/profile.entity.js';
import { Project } from '../projects/project.entity.js';
import type { CrawlJobOptions } from './crawl-job-options.js';
import { CRAWL_JOB_STATUSES, type CrawlJobStatus, type PauseReason } from './crawl-job.status.js';
import type { Shortfall } from './planning/shortfall.js';

const list = (values: readonly string[]) => values.map((value) => `'${value}'`).join(', ');

const schema = defineEntity({
  name: 'CrawlJob',
  tableName: 'crawl_jobs',
  indexes: [
    { properties: ['project'] },
    { properties: ['status'] },
    { properties: ['project', 'status'] },
    { properties: ['createdAt'] },
    { properties: ['project', 'createdAt', 'id'] },
    { properties: ['user', 'createdAt', 'id'] },
  ],
  uniques: [{ name: 'crawl_jobs_id_project_id_unique', properties: ['id', 'project'] }],
  checks: [
    { name: 'crawl_jobs_status_check', expression: `status in (${list(CRAWL_JOB_STATUSES)})` },
    { name: 'crawl_jobs_max_images_check', expression: 'max_images between 1 and 1000000' },
    { name: 'crawl_jobs_priority_check', expression: 'priority between 0 and 10' },
    { name: 'crawl_jobs_never_beyond_max_images', expression: 'downloaded_images between 0 and max_images' },
  ],
  properties: {
    ...base,
    project: () => p.manyToOne(Project).ref().deleteRule('cascade'),
    user: () => p.manyToOne(Profile).ref().deleteRule('cascade'), // the project's owner, kept true by a composite key
    name: p.string().length(100),
    keywords: p.json<string[]>(),
    sources: p.json<string[]>(),
    maxImages: p.integer(),
    options: p.json<CrawlJobOptions>().defaultRaw("'{}'"),
    status: p.string().length(20).$type<CrawlJobStatus>().default('pending'),
    pauseReason: p.string().length(20).$type<PauseReason>().nullable(),
    run: p.integer().default(1), // raised by retry and extend; 0: a draft
    priority: p.smallint().default(0), // 10 first
    // as of the last settle; while the job runs, readers add its chunks up instead
    totalChunks: p.integer().default(0),
    activeChunks: p.integer().default(0),
    completedChunks: p.integer().default(0),
    failedChunks: p.integer().default(0),
    progress: p.smallint().default(0), // 0–100
    candidates: p.integer().default(0),
    downloadedImages: p.integer().default(0),
    duplicates: p.integer().default(0),
    failedDownloads: p.integer().default(0),
    unitPrice: p.integer().default(1), // credits per accepted image, frozen at creation
    error: p.text().nullable(),
    shortfall: p.json<Shortfall>().nullable(), // why it ended with fewer than max_images
    eventSeq: p.integer().default(0), // raised by each state change
    templateId: p.uuid().nullable(),
    scheduleId: p.uuid().nullable(),
    startedAt: p.datetime().nullable(),
    completedAt: p.datetime().nullable(),
    tidiedAt: p.datetime().nullable(), // its storage was compared with its rows after it ended
    deletedAt: p.datetime().nullable(),
    version: p.integer().default(1),
  },
});

/** One crawling task: keywords × sources, at most max_images pictures. */
export class CrawlJob extends schema.class {}
schema.setClass(CrawlJob);
