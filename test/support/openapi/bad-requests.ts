import type { Operation } from './api-document.js';
import type { BadRequest } from './bad-request.js';
import { bodyRequests, fileRequests, uninvitedBodies } from './body-requests.js';
import { queryFaults } from './query-faults.js';
import { fillPath, kindsIn, missingIds, type ResourceIds } from './resources.js';
import { isByLink, validRequest, withQuery, type Material } from './valid-request.js';

/** As Material, with what is another user's. */
export interface BadMaterial extends Material {
  foreign: ResourceIds;
}

const NIL = '00000000-0000-0000-0000-000000000000';
const MAX = 'ffffffff-ffff-ffff-ffff-ffffffffffff';

/** Every request that is wrong in one place and right in all others, by what the operation documents. */
export function badRequests(operation: Operation, material: BadMaterial): BadRequest[] {
  return [
    ...pathRequests(operation, material),
    ...queryRequests(operation, material),
    ...headerRequests(operation, material),
    ...(operation.body
      ? bodyRequests(operation, material)
      : operation.takesFile
        ? fileRequests(validRequest(operation, material))
        : uninvitedBodies(operation, validRequest(operation, material))),
  ];
}

function pathRequests(operation: Operation, material: BadMaterial): BadRequest[] {
  const kinds = kindsIn(operation.path);
  return kinds.flatMap((kind, index) => {
    const { own, foreign } = material;
    const name = operation.pathParameters[index]?.name ?? '';
    const at = (value: string, status: number, slug: string, names?: string): BadRequest => {
      const values = kinds.map((each, i) => (i === index ? value : own[each]));
      const request = validRequest(operation, material, fillPath(operation.path, values));
      return { name: `{${name}} = ${value}`, request, status, slug, ...(names !== undefined && { names }) };
    };
    const [status, slug] = isByLink(operation) ? ([403, 'forbidden'] as const) : ([404, 'not-found'] as const);
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
      ...[NIL, MAX, missingIds()[kind], foreign[kind]].map((value) => at(value, status, slug)),
      ...['%00', '%FF', '%', `${own[kind]}%00`].map((value) => at(value, 400, 'malformed-request')),
      at('..%2f..%2fetc%2fpasswd', 422, 'validation-failed', name),
    ];
  });
}

function queryRequests(operation: Operation, material: BadMaterial): BadRequest[] {
  const valid = validRequest(operation, material);
  return queryFaults(operation, material.schemas).map(({ query, ...fault }) => ({
    ...fault,
    request: { ...valid, target: withQuery(valid.target, query) },
  }));
}

function headerRequests(operation: Operation, material: BadMaterial): BadRequest[] {
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
