import { defineEntity, p } from '@mikro-orm/core';
import { base } from '../../database/base.js';
import { Profile } from '../profiles/profile.entity.js';
import { Project } from '../projects/project.entity.js';
import type { ListColumns } from './reading/columns.js';
import type { ListFormat } from './reading/list-format.js';
import type { UrlListStatus } from './url-list.row.js';

const schema = defineEntity({
  name: 'UrlList',
  tableName: 'url_lists',
  indexes: [{ properties: ['project', 'createdAt', 'id'] }, { properties: ['user', 'createdAt', 'id'] }],
  checks: [{ name: 'url_lists_status_check', expression: "status in ('receiving', 'ready')" }],
  properties: {
    ...base,
    project: () => p.manyToOne(Project).ref().deleteRule('cascade'),
    user: () => p.manyToOne(Profile).ref().deleteRule('cascade'), // the project's owner, kept true by a composite key
    name: p.string().length(100),
    status: p.string().length(20).$type<UrlListStatus>().default('receiving'),
    format: p.string().length(10).$type<ListFormat>(),
    columns: p.json<ListColumns>().defaultRaw("'{}'"),
    labels: p.json<Record<string, number>>().nullable(), // URLs by label; null: none, or too many labels to count
    sentBytes: p.bigint('number').default(0),
    storedBytes: p.bigint('number').default(0),
    sha256: p.string().length(64).nullable(), // of the bytes as sent
    rowCount: p.integer().default(0),
    urlCount: p.integer().default(0), // rows with an address that can be fetched
    firstSkippedRow: p.integer().nullable(),
    deletedAt: p.datetime().nullable(),
  },
});

/** An uploaded list of pictures for the source `urls`; its entries lie in storage. */
export class UrlList extends schema.class {}
schema.setClass(UrlList);
