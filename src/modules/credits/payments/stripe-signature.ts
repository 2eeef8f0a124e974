import { Stripe } from 'stripe';
import { InvalidSignature } from './payments.errors.js';

/** Seconds that a signature is good for. */
const TOLERANCE = 300;

/** The event in a body that Stripe signed with `secret`. Throws InvalidSignature. */
export function signedEvent(body: Buffer, signature: string | undefined, secret: string): Stripe.Event {
  try {
    return Stripe.webhooks.constructEvent(body, signature ?? '', secret, TOLERANCE);
  } catch (cause) {
    throw new InvalidSignature(cause);
  }
}
