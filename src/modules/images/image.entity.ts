import { defineEntity, p } from '@mikro-orm/core';
import { base } from '../../database/base.js';
import { CrawlJob } from '../crawl-jobs/crawl-job.entity.js';
import { JobChunk } from '../crawl-jobs/job-chunk.entity.js';
import { Project } from '../projects/project.entity.js';

/** How a picture came to a keyword: exact copies found again add one. */
export interface ImageLabel {
  keyword: string;
  source: string;
  url: string;
}

const schema = defineEntity({
  name: 'Image',
  tableName: 'images',
  uniques: [{ properties: ['crawlJob', 'sha256'] }, { properties: ['chunk', 'candidatePosition'] }],
  indexes: [
    { properties: ['crawlJob'] },
    { properties: ['createdAt'] },
    { properties: ['project', 'createdAt', 'id'] },
    { properties: ['crawlJob', 'createdAt', 'id'] },
    { properties: ['duplicateOf'] },
    { properties: ['project', 'sha256'] },
  ],
  properties: {
    ...base,
    project: () => p.manyToOne(Project).ref().deleteRule('cascade'),
    crawlJob: () => p.manyToOne(CrawlJob).ref().deleteRule('cascade'),
    chunk: () => p.manyToOne(JobChunk).ref().deleteRule('cascade'),
    candidatePosition: p.integer(),
    keyword: p.string().length(100), // its label: what it was collected for, unless a user changed it
    labels: p.json<ImageLabel[]>(),
    source: p.string().length(40),
    originalUrl: p.text().nullable(), // null: taken down
    pageUrl: p.text().nullable(),
    title: p.text().nullable(),
    creator: p.text().nullable(),
    license: p.string().length(100).nullable(), // SPDX id; null: unknown
    licenseUrl: p.text().nullable(),
    attribution: p.text().nullable(),
    filename: p.string().length(100),
    storageKey: p.text().nullable(), // null: taken down
    format: p.string().length(10),
    width: p.integer(),
    height: p.integer(),
    fileSize: p.integer(), // bytes of the stored object
    storedSha256: p.string().length(64), // of the stored object
    sha256: p.string().length(64), // of the bytes as fetched: the picture's identity
    phash: p.string().columnType('bit(64)'),
    isValid: p.boolean().nullable(), // null: not validated
    validitySetAt: p.datetime().nullable(), // when a user last decided it
    isDuplicate: p.boolean().default(false),
    duplicateOf: p.uuid().nullable(),
    keptApart: p.boolean().default(false), // a user said that it is no duplicate: it takes no part in groups
    metadata: p.json<Record<string, unknown>>().defaultRaw("'{}'"),
    downloadedAt: p.datetime().defaultRaw('now()'),
    removedAt: p.datetime().nullable(), // a tombstone: counts still include it
    removedReason: p.string().length(200).nullable(),
  },
});

/** One stored picture of a crawl job. */
export class Image extends schema.class {}
schema.setClass(Image);
