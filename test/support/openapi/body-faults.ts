import { flatten, isObject, type FlatSchema, type JsonSchema, type Schemas } from './json-schema.js';
import { sampleOf } from './sample.js';

/** One value that a schema does not allow, and where. */
export interface BodyFault {
  name: string;
  /** Names and indices from the body's root. */
  path: readonly (string | number)[];
  /** What to put there; undefined: nothing, the property is left out. */
  value: unknown;
  /** 422 unless the value cannot even be read. */
  status?: number;
  slug?: string;
}

const VALUES: Record<string, unknown> = {
  string: 'text',
  number: 1.5,
  boolean: true,
  array: [],
  object: {},
  null: null,
};
const BAD_FORMATS: Record<string, readonly string[]> = {
  uuid: ['x', '{0190a5c8-7e2f-7abc-8def-0123456789ab}'],
  'date-time': ['now', 'infinity', '2023-02-30T00:00:00Z', '99999-01-01T00:00:00Z', '2099-01-01'],
  uri: ['x', 'javascript:alert(1)', 'ftp://example.org/a', 'https://'],
};
const unreadable = { status: 400, slug: 'invalid-characters' };

/** Every way to break the schema of a body in one place, nested objects and items included. */
export function bodyFaults(schema: JsonSchema, schemas: Schemas, path: BodyFault['path'] = []): BodyFault[] {
  const flat = flatten(schema, schemas);
  const at = (name: string, value: unknown, rest: Partial<BodyFault> = {}): BodyFault => ({
    name,
    path,
    value,
    ...rest,
  });
  const wrong = Object.entries(VALUES).filter(([type]) => !flat.types.includes(type));
  const root = path.length === 0;
  return [
    ...(root ? [] : wrong.map(([type, value]) => at(`${type} for ${flat.types.join('|')}`, value))),
    ...(flat.types.includes('string') ? textFaults(flat, at) : []),
    ...(flat.types.includes('integer') ? integerFaults(flat, at) : []),
    ...(flat.types.includes('number') ? boundFaults(flat, at) : []),
    ...(flat.types.includes('array') ? arrayFaults(flat, schemas, path, at) : []),
    ...(flat.types.includes('object') ? objectFaults(flat, schemas, path) : []),
  ];
}

type At = (name: string, value: unknown, rest?: Partial<BodyFault>) => BodyFault;

function textFaults({ enum: allowed, format, minLength, maxLength }: FlatSchema, at: At): BodyFault[] {
  const always = [at('NUL', 'a\0b', unreadable), at('lone surrogate', 'a\ud800', unreadable), at('empty', '')];
  if (allowed)
    return [...always, ...['nope', '__proto__', `${String(allowed[0])}x`].map((text) => at(`"${text}"`, text))];
  const long = maxLength === undefined ? [] : [at('too long', 'a'.repeat(maxLength + 1))];
  if (format) return [...always, ...long, ...(BAD_FORMATS[format] ?? []).map((text) => at(`"${text}"`, text))];
  return [
    ...always,
    ...long,
    ...(minLength !== undefined && minLength > 1 ? [at('too short', 'a'.repeat(minLength - 1))] : []),
    at('blanks', '   '),
    at('invisible', '\u200b\u200d'),
    at('direction override', 'a\u202eb'),
    at('control character', 'a\u0007b'),
  ];
}

const integerFaults = (flat: FlatSchema, at: At): BodyFault[] => [
  at('digits as text', '10'),
  at('infinite', new RawJson('1e400')),
  at('over 2^53', new RawJson('9007199254740993')),
  ...boundFaults(flat, at),
];

const boundFaults = ({ minimum, maximum }: FlatSchema, at: At): BodyFault[] => [
  ...(minimum === undefined ? [] : [at('too small', minimum - 1)]),
  ...(maximum === undefined ? [] : [at('too large', maximum + 1)]),
];

function arrayFaults(flat: FlatSchema, schemas: Schemas, path: BodyFault['path'], at: At): BodyFault[] {
  const { items = {}, minItems, maxItems, uniqueItems } = flat;
  const item = sampleOf(items, schemas);
  const faults = bodyFaults(items, schemas, [...path, 0]);
  return [
    ...(minItems
      ? [
          at(
            'too few items',
            Array.from({ length: minItems - 1 }, () => item),
          ),
        ]
      : []),
    ...(maxItems === undefined
      ? []
      : [
          at(
            'too many items',
            Array.from({ length: maxItems + 1 }, (_, i) =>
              isObject(item) ? sampleOf(items, schemas, 'required') : `item ${i}`,
            ),
          ),
        ]),
    ...(uniqueItems ? [at('repeated item', [item, item])] : []),
    at('sparse object for an array', { 0: item, length: 1 }),
    ...faults.map((fault) => ({ ...fault, name: `item: ${fault.name}` })),
  ];
}

function objectFaults(flat: FlatSchema, schemas: Schemas, path: BodyFault['path']): BodyFault[] {
  const { properties = {}, required = [], additionalProperties } = flat;
  const open = additionalProperties === true;
  const unknown = ['__proto__', 'constructor', 'toString', ...(open ? [] : ['nope'])];
  const free: BodyFault[] = [
    { name: 'NUL in free JSON', path: [...path, 'x', 'y'], value: 'a\0', ...unreadable },
    { name: 'lone surrogate as a key', path: [...path, 'x'], value: { '\udfff': 1 }, ...unreadable },
    { name: '__proto__ deep in free JSON', path: [...path, 'x', 'y', '__proto__'], value: {} },
  ];
  return [
    ...unknown.map((name) => ({ name: `property ${name}`, path: [...path, name], value: { a: 1 } })),
    ...(open ? free : []),
    ...required.map((name) => ({ name: 'left out', path: [...path, name], value: undefined })),
    ...Object.entries(properties).flatMap(([name, property]) => bodyFaults(property, schemas, [...path, name])),
  ];
}

/** JSON text that JSON.stringify would not write. */
export class RawJson {
  constructor(readonly text: string) {}
}

/** The body as JSON text with one value replaced; objects on the way are made. */
export function withFault(body: unknown, { path, value }: BodyFault): string {
  const raw = value instanceof RawJson ? value.text : undefined;
  const changed = replaced(body, path, raw === undefined ? value : '\u{1f9ea}');
  return JSON.stringify(changed).replace('"\u{1f9ea}"', raw ?? '"\u{1f9ea}"');
}

function replaced(node: unknown, [name, ...rest]: BodyFault['path'], value: unknown): unknown {
  if (name === undefined) return value;
  const copy: unknown = Array.isArray(node) ? [...(node as unknown[])] : isObject(node) ? { ...node } : {};
  if (typeof copy !== 'object' || copy === null) return copy;
  const child: unknown = Object.hasOwn(copy, name) ? Reflect.get(copy, name) : undefined;
  // defined, not assigned: `__proto__` must become a property
  Object.defineProperty(copy, name, {
    value: replaced(child, rest, value),
    enumerable: true,
    configurable: true,
    writable: true,
  });
  return copy;
}

/** RFC 6901. */
export const pointerOf = (path: BodyFault['path']): string => path.map((name) => `/${name}`).join('');
