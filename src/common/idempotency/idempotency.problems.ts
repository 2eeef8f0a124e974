import { Problem } from '../problem/problem.js';

/** 400: the header holds no key. */
export class IdempotencyKeyInvalid extends Problem {
  constructor() {
    super(400, 'idempotency-key-invalid', 'Idempotency-Key must be 1 to 255 visible ASCII characters');
  }
}

/** 409: the first request with this key has no answer yet. */
export class RequestInProgress extends Problem {
  constructor() {
    super(
      409,
      'request-in-progress',
      'A request with this Idempotency-Key is under way; ask again',
      {},
      {
        headers: { 'Retry-After': '1' },
      },
    );
  }
}

/** 422: the key belongs to a request with another method, path or body. */
export class IdempotencyKeyReused extends Problem {
  constructor() {
    super(
      422,
      'idempotency-key-reused',
      'This Idempotency-Key was used for another request; give each request a key of its own',
    );
  }
}
