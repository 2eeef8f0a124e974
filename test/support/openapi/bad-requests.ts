import type { Operation } from './api-document.js';
import type { BadRequest } from './bad-request.js';
import { bodyFaults, pointerOf, withFault } from './body-faults.js';
import type { Schemas } from './json-schema.js';
import { queryFaults } from './query-faults.js';
import { fillPath, kindsIn, missingIds, ownPath, type ResourceIds } from './resources.js';
import { sampleOf } from './sample.js';

/** What a caller of an operation has at hand. */
export interface Material {
  schemas: Schemas;
  own: ResourceIds;
  /** Of another user. */
  foreign: ResourceIds;
  /** Headers with the caller's credentials. */
  credentials: Readonly<Record<string, string>>;
}

const JSON_TYPE = { 'Content-Type': 'application/json' };
const NIL = '00000000-0000-0000-0000-000000000000';
const MAX = 'ffffffff-ffff-ffff-ffff-ffffffffffff';
const nested = (depth: number): string => '['.repeat(depth) + ']'.repeat(depth);

/** Every request that is wrong in one place and right in all others, by what the operation documents. */
export function badRequests(operation: Operation, material: Material): BadRequest[] {
  return [
    ...pathRequests(operation, material),
    ...queryRequests(operation, material),
    ...headerRequests(operation, material),
    ...(operation.body ? bodyRequests(operation, material) : uninvitedBodies(operation, material)),
  ];
}

/** The operation as it should be called. */
export function validRequest(operation: Operation, { schemas, own, credentials }: Material): BadRequest['request'] {
  const { method, path, body } = operation;
  const target = ownPath(path, own);
  if (!body) return { method, target, headers: credentials };
  return {
    method,
    target,
    headers: { ...credentials, ...JSON_TYPE },
    body: JSON.stringify(sampleOf(body, schemas)),
  };
}

function pathRequests(operation: Operation, material: Material): BadRequest[] {
  const valid = validRequest(operation, material);
  const kinds = kindsIn(operation.path);
  return kinds.flatMap((kind, index) => {
    const { own, foreign } = material;
    const name = operation.pathParameters[index]?.name ?? '';
    const at = (value: string, status: number, slug: string, names?: string): BadRequest => {
      const values = kinds.map((each, i) => (i === index ? value : own[each]));
      const request = { ...valid, target: fillPath(operation.path, values) };
      return { name: `{${name}} = ${value}`, request, status, slug, ...(names !== undefined && { names }) };
    };
    const malformed = [
      'not-a-uuid',
      own[kind].replaceAll('-', ''),
      `%7B${own[kind]}%7D`,
      `${own[kind]}0`,
      `${own[kind].slice(0, 19)}c${own[kind].slice(20)}`,
      '%20',
      'a'.repeat(300),
    ];
    return [
      ...malformed.map((value) => at(value, 422, 'validation-failed', name)),
      ...[NIL, MAX, missingIds()[kind], foreign[kind]].map((value) => at(value, 404, 'not-found')),
      ...['%00', '%FF', '%', `${own[kind]}%00`].map((value) => at(value, 400, 'malformed-request')),
      at('', 404, 'not-found'),
      at('..%2f..%2fetc%2fpasswd', 422, 'validation-failed', name),
    ].filter(({ request }) => request.target !== '' && !request.target.endsWith('/') && !request.target.includes('//'));
  });
}

function queryRequests(operation: Operation, material: Material): BadRequest[] {
  const valid = validRequest(operation, material);
  return queryFaults(operation, material.schemas).map(({ query, ...fault }) => ({
    ...fault,
    request: { ...valid, target: `${valid.target}?${query}` },
  }));
}

function headerRequests(operation: Operation, material: Material): BadRequest[] {
  const valid = validRequest(operation, material);
  const withHeaders = (headers: Record<string, string>) => ({ ...valid, headers: { ...valid.headers, ...headers } });
  const names = operation.headerParameters.map(({ name }) => name);
  const negotiates = '406' in operation.responses;
  return [
    ...(negotiates
      ? ['application/xml', 'text/html', 'application/json;q=0', 'nonsense'].map((accept) => ({
          name: `Accept: ${accept}`,
          request: withHeaders({ Accept: accept }),
          status: 406,
          slug: 'not-acceptable',
        }))
      : []),
    ...(names.includes('If-Match')
      ? [
          {
            name: 'stale If-Match',
            request: withHeaders({ 'If-Match': '"v999"' }),
            status: 412,
            slug: 'precondition-failed',
          },
          {
            name: 'weak If-Match',
            request: withHeaders({ 'If-Match': 'W/"v1"' }),
            status: 412,
            slug: 'precondition-failed',
          },
          {
            name: 'If-Match without quotes',
            request: withHeaders({ 'If-Match': 'v1' }),
            status: 400,
            slug: 'malformed-request',
          },
        ]
      : []),
    ...(names.includes('Range')
      ? ['bytes=9-1', 'bytes=99999999-'].map((range) => ({
          name: `Range: ${range}`,
          request: withHeaders({ Range: range }),
          status: 416,
          slug: 'range-not-satisfiable',
        }))
      : []),
  ];
}

function bodyRequests(operation: Operation, material: Material): BadRequest[] {
  const { body: schema, method } = operation;
  if (!schema) return [];
  const { schemas } = material;
  const valid = validRequest(operation, material);
  const sample = sampleOf(schema, schemas);
  const text = String(valid.body);
  const typed = (type: string | undefined, body: string | Uint8Array | undefined = text) => {
    const { 'Content-Type': _type, ...headers } = { ...valid.headers, ...JSON_TYPE };
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
    json('empty', '', 400, 'malformed-json'),
    json('cut JSON', text.slice(0, -1), 400, 'malformed-json'),
    json('two values', `${text}${text}`, 400, 'malformed-json'),
    json('NaN', '{"x":NaN}', 400, 'malformed-json'),
    json('not UTF-8', Buffer.from([0x22, 0xc3, 0x28, 0x22]), 400, 'malformed-request'),
    json('UTF-16', Buffer.from(text, 'utf16le'), 400, 'malformed-json'),
    json('5,000 levels', nested(5_000), 400, 'too-deeply-nested'),
    json('101 KB', JSON.stringify({ x: 'a'.repeat(101_000) }), 413, 'content-too-large'),
    ...['null', '"x"', '5', 'true', '[]', `[${text}]`].map((body) =>
      json(body.slice(0, 20), body, 422, 'validation-failed'),
    ),
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

/** An operation that takes no body still must not choke on one. */
function uninvitedBodies(operation: Operation, material: Material): BadRequest[] {
  if (operation.method === 'GET') return [];
  const valid = validRequest(operation, material);
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
