import { flatten, type JsonSchema, type Schemas } from './json-schema.js';

const BY_FORMAT: Record<string, string> = {
  uuid: '0190a5c8-7e2f-7abc-8def-0123456789ab',
  'date-time': '2099-01-31T12:00:00Z',
  uri: 'https://example.org/a.png',
};

/** Texts for the patterns of our schemas. */
const FOR_PATTERNS = ['abc', 'abc.def', '22:00', '07:30', 'request-0001'];

/**
 * A value that the schema allows: its example where it has one, else something plain. Objects get every property,
 * or only the required ones; those of one pattern differ.
 */
export function sampleOf(schema: JsonSchema, schemas: Schemas, which: 'all' | 'required' = 'all', turn = 0): unknown {
  const flat = flatten(schema, schemas);
  if (flat.example !== undefined) return structuredClone(flat.example);
  if (flat.enum) return flat.enum[0];
  const type = flat.types.find((name) => name !== 'null');
  switch (type) {
    case 'object': {
      const names = Object.entries(flat.properties ?? {}).filter(
        ([name]) => which === 'all' || flat.required?.includes(name),
      );
      return Object.fromEntries(names.map(([name, property], i) => [name, sampleOf(property, schemas, which, i)]));
    }
    case 'array':
      return [sampleOf(flat.items ?? {}, schemas, which)];
    case 'string': {
      if (flat.pattern !== undefined) return textLike(flat.pattern, turn);
      if (flat.format === undefined) return 'abc'.padEnd(flat.minLength ?? 0, 'c').slice(0, flat.maxLength);
      const text = BY_FORMAT[flat.format];
      if (text === undefined) throw new Error(`no sample of format ${flat.format}: add one to sample.ts`);
      return text;
    }
    case 'integer':
    case 'number':
      return flat.minimum ?? 1;
    case 'boolean':
      return true;
    default:
      throw new Error(`no sample of type ${String(type)}: add one to sample.ts`);
  }
}

function textLike(pattern: string, turn: number): string {
  const fitting = FOR_PATTERNS.filter((each) => new RegExp(pattern, 'u').test(each));
  const text = fitting[turn % fitting.length];
  if (text === undefined) throw new Error(`no sample of ${pattern}: add one to sample.ts`);
  return text;
}
