import type { OpenAPIObject } from '@nestjs/swagger';
import { STATUS_CODES } from 'node:http';
import { EXTENSIONS, takeProblems } from './extensions.js';
import { problemStatuses } from './operation-problems.js';
import { operationsOf, type Operation } from './operations.js';

/** Adds the problem responses that follow from each operation's shape and decorators. Changes the document. */
export function addProblemResponses(document: OpenAPIObject): void {
  const used = new Set<number>();
  for (const { path, method, operation } of operationsOf(document)) {
    const isPublic = Reflect.has(operation, EXTENSIONS.public);
    const statuses = problemStatuses({
      method,
      path,
      isPublic,
      hasPrecondition: (operation.parameters ?? []).some(
        (parameter) => 'name' in parameter && parameter.name === 'If-Match',
      ),
      negotiates: answersJson(operation),
      declared: takeProblems(operation),
    });
    for (const status of statuses) {
      used.add(status);
      operation.responses[status] ??= { $ref: `#/components/responses/Problem${status}` };
    }
    if (isPublic) operation.security = [];
    if (Reflect.has(operation, EXTENSIONS.deprecated)) operation.deprecated = true;
    for (const name of [EXTENSIONS.public, EXTENSIONS.deprecated]) Reflect.deleteProperty(operation, name);
  }
  document.components ??= {};
  document.components.responses = { ...document.components.responses, ...problemComponents(used) };
}

function answersJson({ responses }: Operation): boolean {
  const contents = Object.values(responses).flatMap((response) =>
    response && 'content' in response ? Object.keys(response.content ?? {}) : [],
  );
  return contents.every((type) => type === 'application/json');
}

function problemComponents(
  statuses: ReadonlySet<number>,
): NonNullable<NonNullable<OpenAPIObject['components']>['responses']> {
  const schema = { $ref: '#/components/schemas/ProblemDto' };
  const sorted = [...statuses].toSorted((a, b) => a - b);
  return Object.fromEntries(
    sorted.map((status) => [
      `Problem${status}`,
      {
        description: STATUS_CODES[status] ?? 'Problem',
        content: { 'application/problem+json': { schema } },
        headers: headersOf(status),
      },
    ]),
  );
}

function headersOf(status: number): Record<string, { description: string; schema: { type: string } }> {
  const requestId = { 'X-Request-Id': { description: 'Id of this request', schema: { type: 'string' } } };
  const retry = { 'Retry-After': { description: 'Seconds to wait', schema: { type: 'integer' } } };
  const challenge = { 'WWW-Authenticate': { description: 'The challenge', schema: { type: 'string' } } };
  const waits = status === 409 || status === 429 || status === 503; // 409: of a request with the same Idempotency-Key
  return { ...requestId, ...(waits && retry), ...(status === 401 && challenge) };
}
