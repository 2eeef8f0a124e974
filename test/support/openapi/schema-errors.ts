import { flatten, isObject, type FlatSchema, type JsonSchema, type Schemas } from './json-schema.js';

const FORMATS: Record<string, RegExp> = {
  uuid: /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/,
  'date-time': /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z$/,
  uri: /^[a-z][a-z0-9+.-]*:\S+$/,
  'uri-reference': /^\S*$/,
};

/**
 * Where a value of ours departs from its schema, as `pointer: what`. Objects are closed unless the schema opens them:
 * an answer with a member that nobody documented is a leak.
 */
export function schemaErrors(value: unknown, schema: JsonSchema, schemas: Schemas, at = ''): string[] {
  const flat = flatten(schema, schemas);
  const type = typeOf(value);
  if (flat.types.length > 0 && !flat.types.includes(type) && !(type === 'integer' && flat.types.includes('number')))
    return [`${at}: ${type} where ${flat.types.join(' or ')} is documented`];
  if (value === null) return [];
  if (flat.enum && !flat.enum.includes(value)) return [`${at}: ${JSON.stringify(value)} is not in the enum`];
  if (typeof value === 'string') return textErrors(value, flat, at);
  if (typeof value === 'number') return numberErrors(value, flat, at);
  if (Array.isArray(value)) {
    const { items, maxItems = Infinity, minItems = 0 } = flat;
    const size = value.length > maxItems || value.length < minItems ? [`${at}: ${value.length} items`] : [];
    return [...size, ...(items ? value.flatMap((item, i) => schemaErrors(item, items, schemas, `${at}/${i}`)) : [])];
  }
  return isObject(value) ? objectErrors(value, flat, schemas, at) : [];
}

function typeOf(value: unknown): string {
  if (value === null) return 'null';
  if (Array.isArray(value)) return 'array';
  return Number.isInteger(value) ? 'integer' : typeof value;
}

function textErrors(
  text: string,
  { format, minLength = 0, maxLength = Infinity, pattern }: FlatSchema,
  at: string,
): string[] {
  const length = [...text].length;
  return [
    ...(length < minLength || length > maxLength ? [`${at}: ${length} characters`] : []),
    ...(format && FORMATS[format]?.test(text) === false ? [`${at}: "${text}" is no ${format}`] : []),
    ...(pattern && !new RegExp(pattern, 'u').test(text) ? [`${at}: "${text}" does not match ${pattern}`] : []),
  ];
}

const numberErrors = (number: number, { minimum = -Infinity, maximum = Infinity }: FlatSchema, at: string): string[] =>
  number < minimum || number > maximum ? [`${at}: ${number} is out of range`] : [];

function objectErrors(value: Record<string, unknown>, flat: FlatSchema, schemas: Schemas, at: string): string[] {
  const { properties = {}, required = [], additionalProperties = flat.properties === undefined } = flat;
  const missing = required.filter((name) => !Object.hasOwn(value, name)).map((name) => `${at}/${name}: is missing`);
  const members = Object.entries(value).flatMap(([name, member]) => {
    const schema = Object.hasOwn(properties, name) ? properties[name] : additionalProperties;
    if (schema === true) return [];
    return schema ? schemaErrors(member, schema, schemas, `${at}/${name}`) : [`${at}/${name}: is not documented`];
  });
  return [...missing, ...members];
}
