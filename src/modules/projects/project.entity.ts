import { defineEntity, p } from '@mikro-orm/core';
import { base } from '../../database/base.js';
import { Profile } from '../profiles/profile.entity.js';

export const PROJECT_STATUSES = ['active', 'archived'] as const;
export type ProjectStatus = (typeof PROJECT_STATUSES)[number];

const schema = defineEntity({
  name: 'Project',
  tableName: 'projects',
  indexes: [{ properties: ['user'] }, { properties: ['user', 'createdAt', 'id'] }],
  uniques: [{ name: 'projects_id_user_id_unique', properties: ['id', 'user'] }], // what crawl jobs' composite key points at
  checks: [{ name: 'projects_status_check', expression: "status in ('active', 'archived')" }],
  properties: {
    ...base,
    user: () => p.manyToOne(Profile).ref().deleteRule('cascade'),
    name: p.string().length(100),
    description: p.text().nullable(),
    status: p.string().length(20).$type<ProjectStatus>().default('active'),
    settings: p.json<Record<string, unknown>>().defaultRaw("'{}'"), // defaults for its crawl jobs
    deletedAt: p.datetime().nullable(),
    version: p.integer().default(1),
  },
});

/** A user's container of crawl jobs. */
export class Project extends schema.class {}
schema.setClass(Project);
