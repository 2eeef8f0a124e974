import { CursorError, UniqueConstraintViolationException } from '@mikro-orm/core';
import { BadRequestException, ForbiddenException, HttpException, ServiceUnavailableException } from '@nestjs/common';
import { DatabaseError } from 'pg';
import { problemOf } from './problem-of.js';
import { Conflict, NotFound } from './problems.js';

const database = (code: string): DatabaseError =>
  Object.assign(new DatabaseError('relation "secret"', 1, 'error'), { code, severity: 'ERROR' });
const withCode = (code: string): Error => Object.assign(new Error('x'), { code });

describe('problemOf', () => {
  it.each<[string, unknown, number, string]>([
    ['a problem', new NotFound('Project'), 404, 'not-found'],
    ['a bad cursor of the ORM', new CursorError('x'), 422, 'invalid-cursor'],
    ['a guard that says no', new ForbiddenException(), 403, 'forbidden'],
    ['an exception of a library', new BadRequestException('x'), 400, 'malformed-request'],
    ['a status without a slug of ours', new HttpException('x', 418), 418, 'i-m-a-teapot'],
    ['an exception that claims 500', new HttpException('secret', 500), 500, 'internal-error'],
    ['a health check', new ServiceUnavailableException('secret'), 503, 'service-unavailable'],
    ['an error of Fastify', Object.assign(new Error('too large'), { statusCode: 413 }), 413, 'content-too-large'],
    ['a unique violation, raw', database('23505'), 409, 'conflict'],
    [
      'a unique violation, wrapped by the ORM',
      new UniqueConstraintViolationException(database('23505')),
      409,
      'conflict',
    ],
    ['a value the database refuses', database('22021'), 422, 'validation-failed'],
    ['a refused connection', withCode('ECONNREFUSED'), 503, 'service-unavailable'],
    ['refused connections', new AggregateError([withCode('ECONNREFUSED')]), 503, 'service-unavailable'],
    ['a connection that ended', new Error('Connection terminated unexpectedly'), 503, 'service-unavailable'],
    ['a full pool', new Error('timeout exceeded when trying to connect'), 503, 'service-unavailable'],
    ['Redis away', new Error('Connection is closed.'), 503, 'service-unavailable'],
    ['five letters that are no SQLSTATE', withCode('EPERM'), 500, 'internal-error'],
    ['an error', new Error('secret'), 500, 'internal-error'],
    ['no error at all', 'secret', 500, 'internal-error'],
    ['nothing', undefined, 500, 'internal-error'],
  ])('%s', (_, thrown, status, slug) => {
    const problem = problemOf(thrown);
    expect({ status: problem.getStatus(), slug: problem.slug }).toEqual({ status, slug });
    expect(problem.detail).not.toContain('secret');
  });

  it('keeps the cause for the log', () => {
    const cause = database('23505');
    expect(problemOf(cause).cause).toBe(cause);
    expect(new Conflict('x', cause).cause).toBe(cause);
  });
});
