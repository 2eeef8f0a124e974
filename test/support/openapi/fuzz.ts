import * as fc from 'fast-check';
import { answerFaults } from './answer-faults.js';
import type { Operation } from './api-document.js';
import { requestOf } from './arbitraries.js';
import { isObject, type Schemas } from './json-schema.js';
import type { ResourceIds } from './resources.js';
import { schemaErrors } from './schema-errors.js';
import { send, type Answer, type ApiRequest } from './send.js';

export interface FuzzOptions {
  origin: string;
  schemas: Schemas;
  own: ResourceIds;
  credentials: Readonly<Record<string, string>>;
  seed: number;
  requests: number;
  onAnswer: (answer: Answer) => void;
}

/** Sends random requests of one operation; fails with the smallest one whose answer is at fault. */
export async function fuzz(operation: Operation, options: FuzzOptions): Promise<void> {
  const { origin, schemas, own, credentials, seed, requests, onAnswer } = options;
  const property = fc.asyncProperty(requestOf(operation, schemas, own, credentials), async (request) => {
    const answer = await send(origin, request);
    onAnswer(answer);
    expect([
      ...answerFaults(operation, request, answer, schemas),
      ...acceptedFaults(operation, request, answer, schemas),
    ]).toEqual([]);
  });
  await fc.assert(property, {
    seed,
    numRuns: requests,
    interruptAfterTimeLimit: 15_000,
    markInterruptAsFailure: false,
  });
}

/** A body that was accepted although the document does not allow it. */
function acceptedFaults({ body: schema }: Operation, { body }: ApiRequest, answer: Answer, schemas: Schemas): string[] {
  if (!schema || body === undefined || answer.status >= 300) return [];
  const errors = schemaErrors(trimmed(JSON.parse(Buffer.from(body).toString())), schema, schemas);
  return errors.map((error) => `accepted ${error}`);
}

/** The server cuts white space off the ends of texts before it looks at them. */
function trimmed(value: unknown): unknown {
  if (typeof value === 'string') return value.trim();
  if (Array.isArray(value)) return value.map(trimmed);
  if (!isObject(value)) return value;
  return Object.fromEntries(Object.entries(value).map(([name, member]) => [name, trimmed(member)]));
}
