import { defineEntity, p } from '@mikro-orm/core';
import { base } from '../../database/base.js';
import { CrawlJob } from './crawl-job.entity.js';
import type { LaneEnd } from './planning/lane-end.js';

const schema = defineEntity({
  name: 'JobChunk',
  tableName: 'job_chunks',
  uniques: [{ properties: ['job', 'chunkIndex'] }],
  indexes: [{ properties: ['job'] }],
  checks: [
    {
      name: 'job_chunks_status_check',
      expression: "status in ('pending', 'processing', 'completed', 'failed', 'cancelled')",
    },
    { name: 'job_chunks_target_check', expression: 'target between 1 and 100 and stored between 0 and target' },
    { name: 'job_chunks_image_range_check', expression: 'range_end - range_start = target' },
  ],
  properties: {
    ...base,
    job: () => p.manyToOne(CrawlJob).ref().deleteRule('cascade'),
    run: p.integer(),
    chunkIndex: p.integer(),
    // the lane: at most one open chunk of it discovers at a time
    keyword: p.string().length(100),
    source: p.string().length(40),
    slice: p.string().length(100).default(''),
    rangeStart: p.integer(),
    rangeEnd: p.integer(),
    target: p.integer(), // pictures it may accept
    cursor: p.text().nullable(), // where the source goes on; null: at its first page
    discovered: p.boolean().default(false), // it will ask its source for no more
    laneEnd: p.string().length(30).$type<LaneEnd>().nullable(), // why its lane has no more
    status: p
      .string()
      .length(20)
      .$type<'pending' | 'processing' | 'completed' | 'failed' | 'cancelled'>()
      .default('pending'),
    priority: p.smallint().default(0),
    fence: p.integer().default(0), // raised by each claim, pause and cancel; every write of a run repeats it
    leaseUntil: p.datetime().nullable(),
    availableAt: p.datetime().defaultRaw('now()'), // not rung before
    rungAt: p.datetime().nullable(),
    attemptsWithoutProgress: p.integer().default(0),
    retryCount: p.integer().default(0), // claims after the first
    candidates: p.integer().default(0),
    stored: p.integer().default(0),
    outcomes: p.json<Record<string, number>>().defaultRaw("'{}'"), // always recounted from its candidates
    duplicateUrls: p.integer().default(0), // URLs that another chunk of the job already had
    errorMessage: p.text().nullable(),
    version: p.integer().default(1), // raised by every write
  },
});

/** A slice of a job's work that one worker does at a time. */
export class JobChunk extends schema.class {}
schema.setClass(JobChunk);
