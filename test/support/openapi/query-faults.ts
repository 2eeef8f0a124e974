import type { Operation, Parameter } from './api-document.js';
import type { BadRequest } from './bad-request.js';
import { flatten, type Schemas } from './json-schema.js';
import { sampleOf } from './sample.js';

type QueryFault = Pick<BadRequest, 'name' | 'status' | 'slug' | 'names'> & { query: string };

const encode = encodeURIComponent;
const invalid = (query: string, names: string, slug = 'validation-failed'): QueryFault => ({
  name: `?${query.slice(0, 60)}`,
  query,
  status: 422,
  slug,
  names,
});

/** Queries that an operation must refuse: of any parameter, then of each that it documents. */
export function queryFaults(operation: Operation, schemas: Schemas): QueryFault[] {
  const many = Array.from({ length: 2_000 }, (_, i) => `a${i}=`).join('&');
  return [
    invalid('nope=1', 'nope'),
    invalid('__proto__=1', '__proto__'),
    invalid(many, 'a0'),
    { name: 'NUL', query: 'nope=%00', status: 400, slug: 'invalid-characters' },
    { name: 'not UTF-8', query: 'nope=%FF', status: 400, slug: 'malformed-request' },
    ...operation.queryParameters.flatMap((parameter) => parameterFaults(parameter, schemas)),
  ];
}

function parameterFaults({ name, schema }: Parameter, schemas: Schemas): QueryFault[] {
  const flat = flatten(schema, schemas);
  const valid = encode(String(sampleOf(schema, schemas)));
  const bad = (value: string, slug?: string): QueryFault => invalid(`${name}=${value}`, name, slug);
  const always = [
    invalid(`${name}=${valid}&${name}=${valid}`, name),
    invalid(`${name}[]=${valid}`, `${name}[]`),
    invalid(`${name}[a]=${valid}`, `${name}[a]`),
    bad(''),
  ];
  if (name === 'cursor')
    return [...always.slice(0, 3), ...CURSORS.map((cursor) => bad(cursor, 'invalid-cursor')), bad('a'.repeat(1_025))];
  if (name === 'include')
    return [...always, ...['nope', 'nope,nope', '__proto__', ',', ' '].map((value) => bad(encode(value)))];
  if (flat.types.includes('integer')) {
    const { minimum = 0, maximum = 100 } = flat;
    const numbers = [
      minimum - 1,
      maximum + 1,
      '1e2',
      '0x10',
      '%205',
      '1.5',
      '-0',
      'abc',
      '9223372036854775808',
      '1e300',
      '٣',
    ];
    return [
      ...always,
      ...numbers.map((value) => bad(typeof value === 'string' && /[^ -~]/.test(value) ? encode(value) : String(value))),
    ];
  }
  if (flat.types.includes('boolean')) return [...always, ...['1', 'yes', 'TRUE', 'null'].map((value) => bad(value))];
  if (flat.enum) return [...always, ...['nope', '__proto__', 'id;drop%20table'].map((value) => bad(value))];
  if (flat.format === 'uuid') return [...always, ...['x', valid.replaceAll('-', '')].map((value) => bad(value))];
  if (flat.format === 'date-time') return [...always, ...TIMES.map((value) => bad(encode(value)))];
  return [...always, bad('a'.repeat((flat.maxLength ?? 1_000) + 1)), bad('%20%20'), bad('a%E2%80%AEb'), bad('a%07b')];
}

const TIMES = [
  'now',
  'infinity',
  '2023-02-30T00:00:00Z',
  '99999-01-01T00:00:00Z',
  '2026-01-01',
  '0000-01-01T00:00:00Z',
];

const json = (value: unknown): string => Buffer.from(JSON.stringify(value)).toString('base64url');
const CURSORS = [
  '',
  'zzz',
  '%C3%A9',
  json({}),
  json([]),
  json(['AAAAAAAAAAAA', '2026-01-01T00:00:00Z', 'x']),
  json(null),
];
