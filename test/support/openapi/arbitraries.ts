import * as fc from 'fast-check';
import type { Arbitrary } from 'fast-check';
import type { Operation, Parameter } from './api-document.js';
import { flatten, type JsonSchema, type Schemas } from './json-schema.js';
import { fillPath, kindsIn, missingIds, type ResourceIds } from './resources.js';
import { sampleOf } from './sample.js';
import type { ApiRequest } from './send.js';

/** Text that has broken programs before. */
const NASTY = [
  '',
  ' ',
  '\0',
  '\ud800',
  '\u202e',
  '__proto__',
  'null',
  '-1',
  '1e999',
  '%',
  "' or 1=1 --",
  '\\',
  '🐈'.repeat(50),
  'a'.repeat(5_000),
  '../../etc/passwd',
  '2023-02-30T00:00:00Z',
  '[]',
  '{"a":1}',
];

const weirdText: Arbitrary<string> = fc.oneof(
  fc.constantFrom(...NASTY),
  fc.string({ unit: 'binary', maxLength: 30 }),
  fc.string({ unit: 'grapheme', maxLength: 120 }),
);
const weirdValue: Arbitrary<unknown> = fc.oneof(weirdText, fc.jsonValue({ maxDepth: 3 }), fc.integer(), fc.double());

/** The value once in `times`, else undefined. */
const seldom = <T>(value: Arbitrary<T>, times: number): Arbitrary<T | undefined> =>
  fc.oneof({ weight: times - 1, arbitrary: fc.constant(undefined) }, { weight: 1, arbitrary: value });

/** A request of the operation: every part right most of the time, and anything else the rest. */
export function requestOf(
  operation: Operation,
  schemas: Schemas,
  own: ResourceIds,
  credentials: Readonly<Record<string, string>>,
): Arbitrary<ApiRequest> {
  const body = operation.body ? bodyOf(operation.body, schemas) : fc.constant(undefined);
  return fc
    .record({ path: pathOf(operation, own), query: queryOf(operation, schemas), headers: headersOf(operation), body })
    .map(({ path, query, headers, body: sent }) => ({
      method: operation.method,
      target: query === '' ? path : `${path}?${query}`,
      headers: { ...credentials, ...headers },
      body: sent,
    }));
}

const encode = (text: string): string => encodeURIComponent(text.toWellFormed());

function pathOf({ path }: Operation, own: ResourceIds): Arbitrary<string> {
  const values = kindsIn(path).map((kind) =>
    fc.oneof(
      { weight: 8, arbitrary: fc.constant(own[kind]) },
      { weight: 1, arbitrary: fc.constantFrom(missingIds()[kind], own[kind].toUpperCase(), own[kind].slice(1)) },
      { weight: 1, arbitrary: weirdText.map(encode).filter((text) => text !== '') },
    ),
  );
  return fc.tuple(...values).map((chosen) => fillPath(path, chosen));
}

function queryOf({ queryParameters }: Operation, schemas: Schemas): Arbitrary<string> {
  const pairs = queryParameters.map((parameter) =>
    fc
      .option(queryValue(parameter, schemas), { freq: 3, nil: undefined })
      .map((value) => ({ name: parameter.name, value })),
  );
  const stranger = seldom(fc.tuple(weirdText, weirdText), 20);
  return fc.tuple(fc.tuple(...pairs), stranger).map(([known, unknown]) => {
    const given = known.flatMap(({ name, value }) => (value === undefined ? [] : [`${name}=${encode(value)}`]));
    return [...given, ...(unknown ? [unknown.map(encode).join('=')] : [])].join('&');
  });
}

function queryValue({ schema }: Parameter, schemas: Schemas): Arbitrary<string> {
  const valid = valueOf(schema, schemas, false).map(String);
  return fc.oneof({ weight: 5, arbitrary: valid }, { weight: 1, arbitrary: weirdText });
}

const headerText = fc.string({ maxLength: 40 }).map((text) => text.replace(/[^ -~]/g, ''));
const tag = fc.oneof(fc.constantFrom('*', '"v1"', 'W/"v1"', '"v2", "v1"', ''), headerText);
const HEADERS: Record<string, Arbitrary<string>> = {
  Accept: fc.oneof(fc.constantFrom('*/*', 'application/json', 'text/*', 'application/*;q=0'), headerText),
  'If-Match': tag,
  'If-None-Match': tag,
  'If-Range': tag,
  Range: fc.oneof(fc.constantFrom('bytes=0-1', 'bytes=-1', 'bytes=5-', 'bytes=0-0,1-1', 'lines=1-2'), headerText),
  'Idempotency-Key': headerText,
  'X-Request-Id': headerText,
  'Last-Event-ID': headerText,
};

function headersOf({ body }: Operation): Arbitrary<Record<string, string>> {
  const some = Object.fromEntries(Object.entries(HEADERS).map(([name, value]) => [name, seldom(value, 12)]));
  const type = fc.oneof(
    { weight: 20, arbitrary: fc.constant('application/json') },
    { weight: 1, arbitrary: fc.oneof(fc.constantFrom('text/plain', 'application/json; charset=utf-16'), headerText) },
  );
  return fc.tuple(fc.record(some), type).map(([given, contentType]) => ({
    ...Object.fromEntries(Object.entries(given).filter((pair): pair is [string, string] => pair[1] !== undefined)),
    ...(body && { 'Content-Type': contentType }),
  }));
}

function bodyOf(schema: JsonSchema, schemas: Schemas): Arbitrary<string | Uint8Array> {
  const text = valueOf(schema, schemas, true).map((value) => JSON.stringify(value) ?? '');
  const broken = fc.tuple(text, fc.nat(), weirdText).map(([whole, at, insert]) => {
    const cut = at % (whole.length + 1);
    return whole.slice(0, cut) + insert + whole.slice(cut + 1);
  });
  return fc.oneof(
    { weight: 12, arbitrary: text },
    { weight: 1, arbitrary: broken },
    { weight: 1, arbitrary: fc.uint8Array() },
  );
}

/** A value that the schema allows; with `mutate` each part of it may be something else, and more may be there. */
function valueOf(schema: JsonSchema, schemas: Schemas, mutate: boolean): Arbitrary<unknown> {
  const flat = flatten(schema, schemas);
  const choices: Arbitrary<unknown>[] = [];
  if (flat.example !== undefined) choices.push(fc.constant(flat.example));
  if (flat.enum) choices.push(fc.constantFrom(...flat.enum));
  else if (flat.types.includes('integer'))
    choices.push(fc.integer({ min: flat.minimum ?? 0, max: flat.maximum ?? 1_000_000 }));
  else if (flat.types.includes('number'))
    choices.push(fc.double({ min: flat.minimum ?? 0, max: flat.maximum ?? 1e6, noNaN: true }));
  else if (flat.types.includes('boolean')) choices.push(fc.boolean());
  else if (flat.types.includes('array')) {
    const item = valueOf(flat.items ?? {}, schemas, mutate);
    choices.push(fc.array(item, { minLength: flat.minItems ?? 0, maxLength: Math.min(flat.maxItems ?? 5, 5) }));
  } else if (flat.types.includes('object')) choices.push(objectOf(flat, schemas, mutate));
  else if (flat.format !== undefined) choices.push(fc.constant(sampleOf(schema, schemas)));
  else {
    const [min, max] = [flat.minLength ?? 0, flat.maxLength ?? 50];
    choices.push(fc.stringMatching(/^[A-Za-z0-9 é猫-]*$/).map((text) => text.slice(0, max).padEnd(min, 'x')));
  }
  const valid = fc.oneof(...choices);
  return mutate ? fc.oneof({ weight: 15, arbitrary: valid }, { weight: 1, arbitrary: weirdValue }) : valid;
}

function objectOf(flat: ReturnType<typeof flatten>, schemas: Schemas, mutate: boolean): Arbitrary<unknown> {
  const { properties = {}, required = [], additionalProperties } = flat;
  const members = Object.fromEntries(
    Object.entries(properties).map(([name, property]) => [name, valueOf(property, schemas, mutate)]),
  );
  const known = fc.record(members, {
    requiredKeys: mutate ? Object.keys(properties).filter((name) => required.includes(name)) : [],
  });
  if (!mutate && additionalProperties !== true) return known;
  const more = fc.dictionary(weirdText, weirdValue, { maxKeys: 2 });
  return fc.tuple(known, seldom(more, additionalProperties === true ? 2 : 15)).map(([a, b]) => ({ ...b, ...a }));
}
