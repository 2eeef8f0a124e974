import { applyDecorators } from '@nestjs/common';
import { Deprecated } from '../../common/deprecation/deprecated.decorator.js';
import { ApiProblems } from '../../common/openapi/extensions.js';
import { extendRouteConfig } from '../../common/route-config/route-config.js';

declare module 'fastify' {
  interface FastifyContextConfig {
    /** A route of the old dataset API, which LEGACY_DATASETS=gone switches off. */
    legacyDataset?: boolean;
  }
}

/** Where docs/migrating-from-datasets.md is served. */
export const MIGRATION_GUIDE = '/guides/migrating-from-datasets';

const SINCE = new Date('2026-11-22T00:00:00Z');
const SUNSET = new Date('2027-06-01T00:00:00Z');

/** Marks a route of the old dataset API. `successor`: path to use instead. `problems`: statuses that its shape does not show. */
export const LegacyDataset = (successor: string, ...problems: number[]): MethodDecorator =>
  applyDecorators(
    Deprecated({ since: SINCE, sunset: SUNSET, docs: MIGRATION_GUIDE, successor }),
    extendRouteConfig({ legacyDataset: true }),
    ApiProblems(410, ...problems),
  );
