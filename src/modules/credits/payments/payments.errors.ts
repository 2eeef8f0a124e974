import { Problem } from '../../../common/problem/problem.js';

/** 503: nobody told us the secret that payment events are signed with. */
export class PaymentsNotConfigured extends Problem {
  constructor() {
    super(
      503,
      'payments-not-configured',
      'Payments are not configured; the operator sets STRIPE_WEBHOOK_SECRET',
      {},
      { headers: { 'Retry-After': '3600' } },
    );
  }
}

/** 400: not signed by the provider, or too old. */
export class InvalidSignature extends Problem {
  constructor(cause?: unknown) {
    super(400, 'invalid-signature', 'The signature does not match the body, or is older than 5 minutes', {}, { cause });
  }
}

/** 422: the payment does not pay for the credits that it names. Nothing was granted; sent again, it is judged anew. */
export class PaymentRefused extends Problem {
  constructor(detail: string) {
    super(422, 'payment-refused', `The payment was refused: ${detail}`);
  }
}
