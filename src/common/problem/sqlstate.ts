import { Problem } from './problem.js';
import { Conflict, ServiceUnavailable, ValidationFailed } from './problems.js';

/** Fields of an error that came from PostgreSQL, raw or wrapped by the ORM. */
interface DatabaseFault {
  code: string;
  severity?: unknown;
  constraint?: unknown;
}

/** Errors of a socket to a service that is down, and of a pool that could not reach it. */
const UNREACHABLE = new Set([
  'ECONNREFUSED',
  'ECONNRESET',
  'ENOTFOUND',
  'EAI_AGAIN',
  'EPIPE',
  'ETIMEDOUT',
  'EHOSTUNREACH',
]);
const UNREACHABLE_TEXT =
  /^(Connection terminated|timeout exceeded when trying to connect|Connection is closed|Client has encountered a connection error|Reached the max retries per request)/;

/** The problem for a database fault, or null when the error is not one. */
export function problemOfDatabase(error: Error): Problem | null {
  const code = 'code' in error ? error.code : undefined;
  if (typeof code === 'string' && UNREACHABLE.has(code)) return new ServiceUnavailable(5, error);
  if (UNREACHABLE_TEXT.test(error.message)) return new ServiceUnavailable(5, error);
  return isDatabaseFault(error) ? problemOfSqlState(error) : null;
}

/** True for a value that PostgreSQL refused although validation let it through: a gap worth a log line. */
export function isMissedValidation(error: unknown): boolean {
  return error instanceof Error && isDatabaseFault(error) && /^(22|54)/.test(error.code);
}

/** True for a second row of what must be unique. */
export const isUniqueViolation = (error: unknown): boolean =>
  error instanceof Error && isDatabaseFault(error) && error.code === '23505';

function isDatabaseFault(error: Error): error is Error & DatabaseFault {
  return 'code' in error && typeof error.code === 'string' && /^[0-9A-Z]{5}$/.test(error.code) && 'severity' in error;
}

function problemOfSqlState(error: Error & DatabaseFault): Problem | null {
  const { code } = error;
  if (/^(22|54)/.test(code)) {
    return new ValidationFailed(
      [{ pointer: '', code: 'out-of-range', message: 'holds a value that cannot be stored' }],
      error,
    );
  }
  if (code === '23505') return new Conflict('Another resource has the same value where each must have its own', error);
  if (code === '23503')
    return new Problem(
      409,
      'reference-conflict',
      'A related resource is missing or still in use',
      {},
      { cause: error },
    );
  if (code === '23514' || code === '23P01')
    return new Conflict('The change would break a rule of the stored data', error);
  if (code === '40001' || code === '40P01') return new ServiceUnavailable(1, error);
  if (code === '57014' || code === '55P03') return new ServiceUnavailable(5, error, 'timeout');
  if (/^(53|08|57P0)/.test(code)) return new ServiceUnavailable(5, error);
  return null;
}
