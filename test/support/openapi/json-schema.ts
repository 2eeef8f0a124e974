/** The part of JSON Schema 2020-12 that our document uses. */
export interface JsonSchema {
  $ref?: string;
  type?: string | string[];
  enum?: unknown[];
  properties?: Record<string, JsonSchema>;
  required?: string[];
  additionalProperties?: boolean | JsonSchema;
  items?: JsonSchema;
  allOf?: JsonSchema[];
  anyOf?: JsonSchema[];
  minimum?: number;
  maximum?: number;
  minLength?: number;
  maxLength?: number;
  minItems?: number;
  maxItems?: number;
  uniqueItems?: boolean;
  format?: string;
  pattern?: string;
  example?: unknown;
  default?: unknown;
  description?: string;
}

export type Schemas = Readonly<Record<string, JsonSchema>>;

/** A schema without references: what `allOf` says is merged in, `anyOf` with null has become one more type. */
export interface FlatSchema extends Omit<JsonSchema, '$ref' | 'allOf' | 'anyOf' | 'type'> {
  /** Empty: any. */
  types: readonly string[];
}

const PREFIX = '#/components/schemas/';

/** @throws Error when a reference leads nowhere, or when the schema is of a kind that the tests cannot read */
export function flatten(schema: JsonSchema, schemas: Schemas): FlatSchema {
  const { $ref, allOf = [], anyOf = [], type, ...own } = schema;
  const others = anyOf.filter((part) => part.type !== 'null');
  if (others.length > 1)
    throw new Error(`anyOf of several kinds: teach test/support/openapi ${JSON.stringify(schema)}`);
  const parts = [...($ref === undefined ? [] : [target($ref, schemas)]), ...allOf, ...others];
  const flat = parts.map((part) => flatten(part, schemas));
  const types = [type ?? []].flat().concat(flat.flatMap((part) => part.types));
  if (types.length > 0 && others.length < anyOf.length) types.push('null');
  return Object.assign({}, ...flat, own, { types });
}

function target(reference: string, schemas: Schemas): JsonSchema {
  const schema = schemas[reference.slice(PREFIX.length)];
  if (!reference.startsWith(PREFIX) || !schema) throw new Error(`${reference} leads nowhere`);
  return schema;
}

export const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
