import type { Operation } from './api-document.js';
import { etagFaults } from './etag-faults.js';
import { isObject, type JsonSchema, type Schemas } from './json-schema.js';
import { schemaErrors } from './schema-errors.js';
import type { Answer, ApiRequest } from './send.js';

/** What our code, our tools and our paths look like when they show in an answer. */
const INSIDES =
  /\bat .+\.[jt]s:\d+|node_modules|\b(?:select|insert into|update) [\w". ]+ (?:from|values|set) |violates .* constraint/i;

/**
 * Everything that is wrong with an answer whatever was asked: a server error, an undocumented status, media type or
 * member, a problem of the wrong shape, a missing header. `operation` undefined: a method that the path does not have.
 */
export function answerFaults(
  operation: Operation | undefined,
  request: ApiRequest,
  answer: Answer,
  schemas: Schemas,
): string[] {
  const { status, headers } = answer;
  const documented = operation?.responses[String(status)];
  const faults = [
    ...(status >= 500 ? [`answered ${status}`] : []),
    ...(operation && !documented ? [`${status} is not documented`] : []),
    ...(headers['x-request-id'] ? [] : ['has no X-Request-Id']),
    ...(headers['x-content-type-options'] === 'nosniff' ? [] : ['lacks nosniff']),
    ...(INSIDES.test(answer.text) ? [`shows the inside: ${answer.text.slice(0, 300)}`] : []),
    ...(status === 401 && !headers['www-authenticate'] ? ['401 without WWW-Authenticate'] : []),
    ...(status === 405 && !headers.allow ? ['405 without Allow'] : []),
    ...((status === 429 || status === 503) && !headers['retry-after'] ? [`${status} without Retry-After`] : []),
    ...(status === 201 && !headers.location ? ['201 without Location'] : []),
    ...etagFaults(documented, status, headers.etag),
  ];
  if (request.method === 'HEAD' || status === 204 || status === 304)
    return answer.text === '' ? faults : [...faults, `${request.method} ${status} has a body`];
  return [...faults, ...(status >= 400 ? problemFaults(answer, schemas) : successFaults(answer, documented, schemas))];
}

function problemFaults({ status, headers, text }: Answer, schemas: Schemas): string[] {
  if (mediaType(headers['content-type']) !== 'application/problem+json')
    return [`${status} as ${headers['content-type']}`];
  const body: unknown = JSON.parse(text);
  if (!isObject(body)) return ['a problem that is no object'];
  // kinds of problems may add members of their own
  const schema = { ...schemas['ProblemDto'], additionalProperties: true };
  return [
    ...schemaErrors(body, schema, schemas),
    ...(body['status'] === status ? [] : [`status member ${String(body['status'])} in a ${status}`]),
    ...(body['request_id'] === headers['x-request-id'] ? [] : ['request_id is not X-Request-Id']),
    ...(/\/problems\/[a-z-]+$/.test(String(body['type'])) ? [] : [`type ${String(body['type'])}`]),
    ...(headers['cache-control'] === 'no-store' ? [] : [`Cache-Control: ${headers['cache-control']}`]),
  ];
}

type Documented = Operation['responses'][string] | undefined;

function successFaults({ headers, text }: Answer, documented: Documented, schemas: Schemas): string[] {
  const content = documented?.content ?? {};
  const type = mediaType(headers['content-type']);
  const schema: JsonSchema | undefined = content[type]?.schema;
  if (!schema)
    return [`answers ${type || 'no media type'}, documented: ${Object.keys(content).join(', ') || 'nothing'}`];
  return type === 'application/json' ? schemaErrors(JSON.parse(text), schema, schemas) : [];
}

const mediaType = (header: string | undefined): string => header?.split(';')[0]?.trim() ?? '';

/** The last part of a problem's type. */
export function slugOf({ text }: Answer): string | undefined {
  try {
    const body: unknown = JSON.parse(text);
    return isObject(body) ? String(body['type']).split('/').at(-1) : undefined;
  } catch {
    return undefined;
  }
}
