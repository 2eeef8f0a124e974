import { Problem, type FieldError } from './problem.js';

/** 404: not there, not yours, or deleted; the three look the same. `what` names the resource. */
export class NotFound extends Problem {
  constructor(what = 'Resource') {
    super(404, 'not-found', `${what} not found`);
  }
}

/** 409: the resource's present state does not allow the request. */
export class InvalidState extends Problem {
  constructor(detail: string, extensions: Record<string, unknown> = {}) {
    super(409, 'invalid-state', detail, extensions);
  }
}

/** 409: another resource already has what must be unique. */
export class Conflict extends Problem {
  constructor(detail: string, cause?: unknown) {
    super(409, 'conflict', detail, {}, { cause });
  }
}

/** 410: it was offered once and is not any more. */
export class Gone extends Problem {
  constructor(detail: string) {
    super(410, 'gone', detail);
  }
}

/** 412: If-Match names another version than the current one. */
export class PreconditionFailed extends Problem {
  constructor(detail = 'The resource has changed since the version named in If-Match; read it again') {
    super(412, 'precondition-failed', detail);
  }
}

/** 422: readable, but against the documented schema. */
export class ValidationFailed extends Problem {
  constructor(errors: readonly FieldError[], cause?: unknown) {
    super(422, 'validation-failed', 'The request does not match the schema; see errors', {}, { errors, cause });
  }

  /** One bad path or query parameter. */
  static parameter(parameter: string, code: string, message: string): ValidationFailed {
    return new ValidationFailed([{ parameter, code, message }]);
  }

  /** One bad place in the body; `pointer` as in RFC 6901, empty for the whole body. */
  static pointer(pointer: string, code: string, message: string): ValidationFailed {
    return new ValidationFailed([{ pointer, code, message }]);
  }
}

/** What a cursor must be. */
export const CURSOR_RULE = 'must be the next_cursor of the previous page of the same list';

/** 422: not a cursor of this list with these filters. */
export class InvalidCursor extends Problem {
  constructor(cause?: unknown) {
    const errors = [{ parameter: 'cursor', code: 'invalid-cursor', message: CURSOR_RULE }];
    super(422, 'invalid-cursor', 'The cursor does not belong to this list', {}, { errors, cause });
  }
}

/** 401, with the challenge that RFC 9110 demands. */
export class Unauthorized extends Problem {
  constructor(detail = 'Valid credentials are required: an API key or a token, as Authorization: Bearer …') {
    super(401, 'unauthorized', detail, {}, { headers: { 'WWW-Authenticate': 'Bearer realm="pixcrawler"' } });
  }
}

/** 400: two credentials that may belong to different users. */
export class AmbiguousCredentials extends Problem {
  constructor(detail = 'Send exactly one credential') {
    super(400, 'ambiguous-credentials', detail);
  }
}

export class Forbidden extends Problem {
  constructor(detail = 'You may not do this') {
    super(403, 'forbidden', detail);
  }
}

/** 403: the API key lacks a scope that the operation needs. */
export class InsufficientScope extends Problem {
  constructor(required: readonly string[]) {
    const what = required.length === 1 ? 'this scope' : 'these scopes';
    super(403, 'insufficient-scope', `The key lacks ${required.join(', ')}; use one with ${what}`, {
      required_scopes: required,
    });
  }
}

/** 429. `retryAfter` in seconds. */
export class RateLimited extends Problem {
  constructor(retryAfter: number, headers: Record<string, string> = {}, detail?: string) {
    const wait = String(Math.max(1, Math.ceil(retryAfter)));
    const said = detail ?? `Too many requests; retry in ${wait} s`;
    super(429, 'rate-limited', said, {}, { headers: { 'Retry-After': wait, ...headers } });
  }
}

/** 503: a service that we need does not answer. `retryAfter` in seconds. */
export class ServiceUnavailable extends Problem {
  constructor(retryAfter = 5, cause?: unknown, slug = 'service-unavailable') {
    super(
      503,
      slug,
      'The service cannot answer now; retry later',
      {},
      { headers: { 'Retry-After': String(retryAfter) }, cause },
    );
  }
}
