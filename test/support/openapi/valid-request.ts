import { randomUUID } from 'node:crypto';
import type { Operation } from './api-document.js';
import { isObject, type JsonSchema, type Schemas } from './json-schema.js';
import { ownPath, type ResourceIds } from './resources.js';
import { sampleOf } from './sample.js';
import type { ApiRequest } from './send.js';

/** What a caller of an operation has at hand. */
export interface Material {
  schemas: Schemas;
  own: ResourceIds;
  /** Headers with the caller's credentials. */
  credentials: Readonly<Record<string, string>>;
}

/** The operation as it should be called; with a path of its own instead of the one of the caller's resources. */
export function validRequest(operation: Operation, material: Material, path?: string): ApiRequest {
  const { own, credentials } = material;
  const query = requiredQuery(operation, material);
  const target = (path ?? ownPath(operation.path, own)) + query;
  const { method, body } = operation;
  if (operation.takesFile) {
    const headers = { ...credentials, 'Content-Type': 'application/octet-stream' };
    return { method, target, headers, body: 'https://example.org/a.png' };
  }
  if (!body) return { method, target, headers: credentials };
  const headers = { ...credentials, 'Content-Type': 'application/json' };
  return { method, target, headers, body: JSON.stringify(sampleBody(body, material)) };
}

function requiredQuery(operation: Operation, { own, schemas }: Material): string {
  if (isByLink(operation)) {
    return `?token=${operation.path.includes('/export-jobs/') ? own.exportToken : own.archiveToken}`;
  }
  const compares = operation.queryParameters.some(({ name, required }) => name === 'against' && required);
  if (compares) return `?against=${own.projectExport}`;
  const parts = operation.queryParameters
    .filter(({ required }) => required)
    .map(({ name, schema }) => `${name}=${encodeURIComponent(String(sampleOf(schema, schemas)))}`);
  return parts.length > 0 ? `?${parts.join('&')}` : '';
}

/** A body that the operation accepts; what it refers to is the caller's own. */
export function sampleBody(body: JsonSchema, { schemas, own }: Material, which: 'all' | 'required' = 'all'): unknown {
  const sample = sampleOf(body, schemas, which);
  if (!isObject(sample)) return sample;
  return {
    ...sample,
    ...('project_id' in sample && { project_id: own.project }),
    ...('options' in sample && { options: withOwnList(sample['options'], own) }),
    ...('options' in sample && 'sources' in sample && { sources: ['urls', 'web', 'sitemap'] }), // which they are for
    ...('user_id' in sample && { user_id: own.user }),
    ...('reference' in sample && { reference: randomUUID() }), // good for one grant
  };
}

const withOwnList = (options: unknown, own: ResourceIds): unknown =>
  isObject(options) && 'url_list_id' in options ? { ...options, url_list_id: own.urlList } : options;

/** Whether whoever has a signed link may call; what the link is not for is then refused like a forged link, with 403. */
export const isByLink = ({ queryParameters }: Operation): boolean =>
  queryParameters.some(({ name, required }) => name === 'token' && required);

/** The target with one more part of a query. */
export const withQuery = (target: string, query: string): string =>
  `${target}${target.includes('?') ? '&' : '?'}${query}`;
