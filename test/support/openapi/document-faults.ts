import { operationsOf, type ApiDocument, type MediaTypes, type Operation } from './api-document.js';
import { flatten, type JsonSchema } from './json-schema.js';

const TYPES = ['string', 'integer', 'number', 'boolean', 'array', 'object', 'null'];
/** What a schema may say in 3.1 as our document uses it; `nullable`, say, is of 3.0 and would mean nothing. */
const KEYWORDS =
  `$ref type enum properties required additionalProperties items allOf anyOf minimum maximum minLength maxLength minItems
   maxItems uniqueItems format pattern example examples default description deprecated title const readOnly writeOnly`.split(
    /\s+/,
  );

/** Where a document departs from OpenAPI 3.1, or from what we promise beyond it. */
export function documentFaults(document: ApiDocument): string[] {
  const operations = operationsOf(document);
  return [
    ...(/^3\.1\.\d+$/.test(document.openapi) ? [] : [`openapi: ${document.openapi}`]),
    ...(document.info.title && document.info.version ? [] : ['info lacks title or version']),
    ...repeated(operations.map(({ id }) => id)).map((id) => `operation id ${id} is not unique`),
    ...repeated(operations.map(({ method, path }) => `${method} ${path.replace(/\{\w+\}/g, '{}')}`)).map(
      (at) => `${at} is ambiguous`,
    ),
    ...operations.flatMap((operation) =>
      operationFaults(operation, document).map((fault) => `${operation.id}: ${fault}`),
    ),
    ...schemasOf(document).flatMap(([at, schema]) => schemaFaults(schema, document, at)),
  ];
}

function operationFaults(
  { id, method, path, pathParameters, ...operation }: Operation,
  document: ApiDocument,
): string[] {
  const raw = document.paths[path]?.[method.toLowerCase()];
  const inPath = [...path.matchAll(/\{(\w+)\}/g)].map(([, name = '']) => name);
  const parameters = raw?.parameters ?? [];
  const tags = new Set((document.tags ?? []).map(({ name }) => name));
  const schemes = document.components.securitySchemes;
  const requirements = (raw?.security ?? document.security ?? []).flatMap((requirement) => Object.keys(requirement));
  const statuses = Object.keys(operation.responses);
  return [
    ...(/^[a-z][A-Za-z]+$/.test(id) ? [] : ['is no method name']),
    ...(raw?.summary?.trim() ? [] : ['has no summary']),
    ...((raw?.tags ?? []).length > 0 ? [] : ['has no tag']),
    ...(raw?.tags ?? []).filter((tag) => !tags.has(tag)).map((tag) => `tag ${tag} is not declared`),
    ...(path.startsWith('/') ? [] : ['path does not begin with /']),
    ...(String(pathParameters.map(({ name }) => name)) === String(inPath)
      ? []
      : [`path parameters are not ${inPath.join(', ')}`]),
    ...parameters.filter((each) => each.in === 'path' && !each.required).map(({ name }) => `{${name}} is not required`),
    ...repeated(parameters.map((each) => `${each.in} ${each.name}`)).map((name) => `parameter ${name} twice`),
    ...requirements.filter((name) => !schemes[name]).map((name) => `security scheme ${name} is not declared`),
    ...(statuses.some((status) => /^2\d\d$/.test(status)) ? [] : ['documents no success']),
    ...statuses.filter((status) => !/^[1-5]\d\d$/.test(status)).map((status) => `status ${status}`),
    ...Object.entries(operation.responses).flatMap(([status, response]) => responseFaults(status, response)),
    ...(method === 'GET' && operation.body ? ['GET with a body'] : []),
    ...(raw?.requestBody && !raw.requestBody.content ? ['body without media type'] : []),
    ...(operation.isPublic || operation.scopes.length > 0 ? [] : ['neither public nor under a scope']),
  ];
}

function responseFaults(status: string, { description, content }: MediaTypes & { description?: string }): string[] {
  if (description === undefined) return [`${status} has no description`];
  if (Number(status) >= 400) return content?.['application/problem+json'] ? [] : [`${status} is no problem`];
  const empty = status === '204' || status === '304';
  return empty === (content === undefined) ? [] : [`${status} ${empty ? 'has' : 'has no'} content`];
}

/** Every schema of the document that is not inside another, with its place. */
function schemasOf(document: ApiDocument): [string, JsonSchema][] {
  const named = Object.entries(document.components.schemas);
  const used = operationsOf(document).flatMap(({ id, body, responses, ...operation }): [string, JsonSchema][] => {
    const parameters = [...operation.pathParameters, ...operation.queryParameters, ...operation.headerParameters];
    const contents = Object.values(responses).flatMap(({ content }) => Object.values(content ?? {}));
    return [
      ...parameters.map(({ name, schema }): [string, JsonSchema] => [`${id} ${name}`, schema]),
      ...contents.flatMap(({ schema }): [string, JsonSchema][] => (schema ? [[`${id} answer`, schema]] : [])),
      ...(body ? [[`${id} body`, body] satisfies [string, JsonSchema]] : []),
    ];
  });
  return [...named, ...used];
}

function schemaFaults(schema: JsonSchema, document: ApiDocument, at: string): string[] {
  const flat = flatten(schema, document.components.schemas);
  const { properties = {}, required = [], items, allOf = [], anyOf = [], additionalProperties } = schema;
  const children: [string, JsonSchema][] = [
    ...Object.entries(properties),
    ...(items ? [['items', items] satisfies [string, JsonSchema]] : []),
    ...[...allOf, ...anyOf].map((part, index): [string, JsonSchema] => [`part ${index}`, part]),
    ...(typeof additionalProperties === 'object' ? [['*', additionalProperties] satisfies [string, JsonSchema]] : []),
  ];
  const known = flat.properties ?? {};
  return [
    ...Object.keys(schema)
      .filter((keyword) => !KEYWORDS.includes(keyword))
      .map((keyword) => `${at}: keyword ${keyword}`),
    ...flat.types.filter((type) => !TYPES.includes(type)).map((type) => `${at}: type ${type}`),
    ...(flat.types.length > 0 || flat.enum ? [] : [`${at}: has no type`]),
    ...(flat.types.includes('array') && !flat.items ? [`${at}: array without items`] : []),
    ...required
      .filter((name) => !Object.hasOwn(known, name) && !additionalProperties)
      .map((name) => `${at}: requires ${name}, which it lacks`),
    ...children.flatMap(([name, child]) => schemaFaults(child, document, `${at}/${name}`)),
  ];
}

const repeated = (texts: readonly string[]): string[] => texts.filter((text, index) => texts.indexOf(text) < index);
