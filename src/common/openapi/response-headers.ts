import type { OpenAPIObject } from '@nestjs/swagger';
import { operationsOf, type Operation } from './operations.js';

interface HeaderDoc {
  description: string;
  schema: { type: 'string' | 'integer' };
}

const text = (description: string): HeaderDoc => ({ description, schema: { type: 'string' } });

const REQUEST_ID = text('Id of this request; quote it when you report a problem');
const LOCATION = text('Path of what was made');
const REPLAYED = text(
  '`true` when an earlier request with this Idempotency-Key had this answer and nothing was done now',
);
const LIMITS = {
  RateLimit: text('What is left of the limit, and seconds until there is more: `"key";r=599;t=60`'),
  'RateLimit-Policy': text('The limit, and its window in seconds: `"key";q=600;w=60`'),
};
const DEPRECATION = {
  Deprecation: text('Since when the operation is deprecated: `@` and seconds since 1970'),
  Sunset: text('When it stops answering, as an HTTP date'),
  Link: text('Where to read about it (`deprecation`, `sunset`) and what to use instead (`successor-version`)'),
};

/** Adds the headers of successful answers that follow from each operation's shape. Changes the document. */
export function addResponseHeaders(document: OpenAPIObject): void {
  for (const { path, operation } of operationsOf(document)) {
    for (const [status, response] of Object.entries(operation.responses)) {
      if (!response || '$ref' in response || !/^[23]/.test(status)) continue;
      response.headers = { ...headersOf(path, status, operation), ...response.headers };
    }
  }
}

function headersOf(path: string, status: string, operation: Operation): Record<string, HeaderDoc> {
  const takes = (name: string): boolean =>
    (operation.parameters ?? []).some((parameter) => 'name' in parameter && parameter.name === name);
  const isLimited = path.startsWith('/api/') && operation.security?.length !== 0;
  return {
    'X-Request-Id': REQUEST_ID,
    ...(status === '201' && { Location: LOCATION }),
    ...(takes('Idempotency-Key') && { 'Idempotent-Replayed': REPLAYED }),
    ...(isLimited && LIMITS),
    ...(operation.deprecated && DEPRECATION),
  };
}
