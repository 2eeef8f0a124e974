import type { Operation } from './api-document.js';
import type { BadRequest } from './bad-request.js';
import { bodyFaults, pointerOf, withFault } from './body-faults.js';
import type { BadMaterial } from './bad-requests.js';
import { isObject } from './json-schema.js';
import { missingIds } from './resources.js';
import { sampleBody, validRequest } from './valid-request.js';
import type { ApiRequest } from './send.js';

/** Operations whose body may be larger than the usual 100 KB. */
const LARGE_BODIES = ['createCrawlJobs', 'lookUpImage'];

const nested = (depth: number): string => '['.repeat(depth) + ']'.repeat(depth);

/** Wrong media types, unreadable and unfitting bodies, then every property broken in every way. */
export function bodyRequests(operation: Operation, material: BadMaterial): BadRequest[] {
  const { body: schema, method } = operation;
  if (!schema) return [];
  const { schemas } = material;
  const valid = validRequest(operation, material);
  const sample = sampleBody(schema, material);
  const text = String(valid.body);
  const typed = (type: string | undefined, body: string | Uint8Array | undefined = text) => {
    const { 'Content-Type': _type, ...headers } = { ...valid.headers };
    return { ...valid, headers: { ...headers, ...(type !== undefined && { 'Content-Type': type }) }, body };
  };
  const json = (name: string, body: string | Uint8Array, status: number, slug: string): BadRequest => ({
    name,
    request: { ...valid, body },
    status,
    slug,
  });
  const media = (type: string | undefined, body?: string | Uint8Array): BadRequest => ({
    name: `Content-Type: ${type}`,
    request: typed(type, body),
    status: 415,
    slug: 'unsupported-media-type',
  });
  return [
    media(undefined),
    ...[
      'text/plain',
      'application/xml',
      'multipart/form-data; boundary=x',
      'application/json; charset=utf-16',
      'nonsense',
    ].map((type) => media(type)),
    media('application/x-www-form-urlencoded', 'name=x'),
    ...(operation.needsBody ? [json('empty', '', 400, 'malformed-json')] : []),
    json('cut JSON', text.slice(0, -1), 400, 'malformed-json'),
    json('two values', `${text}${text}`, 400, 'malformed-json'),
    json('NaN', '{"x":NaN}', 400, 'malformed-json'),
    json('not UTF-8', Buffer.from([0x22, 0xc3, 0x28, 0x22]), 400, 'malformed-request'),
    json('UTF-16', Buffer.from(text, 'utf16le'), 400, 'malformed-json'),
    json('5,000 levels', nested(5_000), 400, 'too-deeply-nested'),
    ...(LARGE_BODIES.includes(operation.id)
      ? []
      : [json('101 KB', JSON.stringify({ x: 'a'.repeat(101_000) }), 413, 'content-too-large')]),
    ...['null', '"x"', '5', 'true', '[]', `[${text}]`].map((body) =>
      json(body.slice(0, 20), body, 422, 'validation-failed'),
    ),
    ...(isObject(sample) && 'project_id' in sample
      ? [material.foreign, missingIds()].map(({ project }) =>
          json('project of somebody else', JSON.stringify({ ...sample, project_id: project }), 404, 'not-found'),
        )
      : []),
    ...(method === 'PATCH' ? [json('{}', '{}', 422, 'validation-failed')] : []),
    ...bodyFaults(schema, schemas).map((fault) => ({
      ...json(
        `${pointerOf(fault.path)}: ${fault.name}`,
        withFault(sample, fault),
        fault.status ?? 422,
        fault.slug ?? 'validation-failed',
      ),
      names: pointerOf(fault.path),
    })),
  ];
}

/** Files of another kind than the operation reads. */
export function fileRequests(valid: ApiRequest): BadRequest[] {
  const typed = (type: string): ApiRequest => ({ ...valid, headers: { ...valid.headers, 'Content-Type': type } });
  return [
    ...['application/x-www-form-urlencoded', 'multipart/form-data; boundary=x', 'image/png', 'nonsense'].map(
      (type) => ({
        name: `Content-Type: ${type}`,
        request: typed(type),
        status: 415,
        slug: 'unsupported-media-type',
      }),
    ),
    { name: 'no file', request: { ...valid, body: '' }, status: 422, slug: 'unreadable-list' },
    { name: 'a file without addresses', request: { ...valid, body: 'nothing' }, status: 422, slug: 'unreadable-list' },
  ];
}

/** An operation that takes no body still must not choke on one. */
export function uninvitedBodies(operation: Operation, valid: ApiRequest): BadRequest[] {
  if (operation.method === 'GET') return [];
  const withBody = (type: string, body: string) => ({
    ...valid,
    headers: { ...valid.headers, 'Content-Type': type },
    body,
  });
  return [
    {
      name: 'a form',
      request: withBody('application/x-www-form-urlencoded', 'a=b'),
      status: 415,
      slug: 'unsupported-media-type',
    },
    { name: 'cut JSON', request: withBody('application/json', '{"a":'), status: 400, slug: 'malformed-json' },
    {
      name: '101 KB',
      request: withBody('application/json', `"${'a'.repeat(101_000)}"`),
      status: 413,
      slug: 'content-too-large',
    },
  ];
}
