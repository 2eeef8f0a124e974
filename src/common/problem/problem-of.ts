import { CursorError, NotFoundError, OptimisticLockError } from '@mikro-orm/core';
import { HttpException } from '@nestjs/common';
import { STATUS_CODES } from 'node:http';
import { Problem } from './problem.js';
import { Conflict, InvalidCursor, NotFound } from './problems.js';
import { problemOfDatabase } from './sqlstate.js';

/** The slug of a status that something other than our own code answered with. */
const SLUGS: Record<number, string> = {
  400: 'malformed-request',
  401: 'unauthorized',
  403: 'forbidden',
  404: 'not-found',
  405: 'method-not-allowed',
  406: 'not-acceptable',
  408: 'request-timeout',
  409: 'conflict',
  412: 'precondition-failed',
  413: 'content-too-large',
  415: 'unsupported-media-type',
  416: 'range-not-satisfiable',
  417: 'expectation-failed',
  422: 'validation-failed',
  428: 'precondition-required',
  429: 'rate-limited',
  431: 'request-header-fields-too-large',
  503: 'service-unavailable',
};

/** What any thrown value looks like from outside. Unknown ones become a 500 that says nothing. */
export function problemOf(thrown: unknown): Problem {
  if (thrown instanceof Problem) return thrown;
  if (thrown instanceof CursorError) return new InvalidCursor(thrown);
  if (thrown instanceof NotFoundError) return new NotFound();
  if (thrown instanceof OptimisticLockError)
    return new Conflict('The resource was changed at the same time; read it again', thrown);
  if (thrown instanceof HttpException) return problemOfStatus(thrown.getStatus(), thrown);
  if (!(thrown instanceof Error)) return internalError(thrown);

  // connection errors may come as one AggregateError per address tried
  const errors = thrown instanceof AggregateError ? [thrown, ...thrown.errors] : [thrown];
  for (const error of errors) {
    const problem = error instanceof Error ? problemOfDatabase(error) : null;
    if (problem) return problem;
  }
  const status = 'statusCode' in thrown && typeof thrown.statusCode === 'number' ? thrown.statusCode : 500;
  return problemOfStatus(status, thrown);
}

function problemOfStatus(status: number, cause: Error): Problem {
  if (status < 400 || status === 500 || status > 599) return internalError(cause);
  const slug = SLUGS[status] ?? slugOf(STATUS_CODES[status] ?? 'Error');
  const detail = status === 404 ? 'Resource not found' : status > 500 ? 'The service cannot answer now' : cause.message;
  return new Problem(status, slug, detail, {}, { cause });
}

function internalError(cause: unknown): Problem {
  return new Problem(
    500,
    'internal-error',
    'Something went wrong on our side; quote the request id when you report it',
    {},
    { cause },
  );
}

const slugOf = (text: string): string =>
  text
    .toLowerCase()
    .replace(/[^a-z]+/g, '-')
    .replace(/^-|-$/g, '');
