import { defineEntity, p } from '@mikro-orm/core';
import { base } from '../../database/base.js';
import type { AppliedRule } from '../../fetching/opt-out/applied-rule.js';
import type { CandidateOutcome } from './candidate-outcome.js';
import { CrawlJob } from './crawl-job.entity.js';
import { JobChunk } from './job-chunk.entity.js';

/** A keyword and source that named a URL after the one whose candidate it is. */
export interface FindLabel {
  keyword: string;
  source: string;
}

const schema = defineEntity({
  name: 'CrawlCandidate',
  tableName: 'crawl_candidates',
  uniques: [{ properties: ['chunk', 'position'] }, { properties: ['job', 'urlHash'] }],
  properties: {
    ...base,
    job: () => p.manyToOne(CrawlJob).ref().deleteRule('cascade'),
    chunk: () => p.manyToOne(JobChunk).ref().deleteRule('cascade'),
    position: p.integer(),
    url: p.text(),
    urlHash: p.string().length(64), // SHA-256 of the canonical URL, hex
    host: p.string().length(255),
    pageUrl: p.text().nullable(),
    // what the source says
    title: p.text().nullable(),
    creator: p.text().nullable(),
    license: p.string().length(100).nullable(),
    licenseUrl: p.text().nullable(),
    attribution: p.text().nullable(),
    attempts: p.integer().default(0), // in the run of its chunk
    availableAt: p.datetime().nullable(), // not fetched before
    outcome: p.string().length(30).$type<CandidateOutcome>().nullable(), // null: open
    httpStatus: p.smallint().nullable(),
    detail: p.text().nullable(),
    rule: p.json<AppliedRule>().nullable(), // of the owner, for robots and opted_out
    foundAgain: p.json<FindLabel[]>().nullable(), // under what else it was named
    sha256: p.string().length(64).nullable(), // of the bytes as fetched, where the job has their picture
  },
});

/** One URL that a source named, and what became of it. */
export class CrawlCandidate extends schema.class {}
schema.setClass(CrawlCandidate);
