import type { Stripe } from 'stripe';
import { isUuid } from '../../../common/validation/uuid.js';

export interface Payment {
  /** The payment intent: a checkout session and its intent name the same. */
  id: string;
  userId: string;
  credits: number;
  /** Minor units of the currency, and what should have been paid when the event says so. */
  amount: number;
  expected: number;
  /** ISO 4217, lower case. */
  currency: string;
}

/** What an event means for us: a payment to act on, or why there is none. `refused`: it should have been one. */
export type StripeReading = { payment: Payment } | { ignored: string } | { refused: string };

const MOST_CREDITS = 1_000_000_000;

/**
 * A paid checkout session grants; so does a succeeded payment intent that carries our metadata itself, as one made
 * without Checkout does. Both are known by the intent's id, so that one payment never grants twice.
 */
export function readStripeEvent(event: Stripe.Event): StripeReading {
  switch (event.type) {
    case 'checkout.session.completed':
    case 'checkout.session.async_payment_succeeded': {
      const session = event.data.object;
      if (session.payment_status !== 'paid') return { ignored: `the session is ${session.payment_status}` };
      const amount = session.amount_total ?? 0;
      const id = idOf(session.payment_intent) ?? session.id;
      return withMetadata(session.metadata, { id, amount, expected: amount, currency: session.currency ?? '' });
    }
    case 'payment_intent.succeeded': {
      const { id, metadata, amount: expected, amount_received: amount, currency } = event.data.object;
      return withMetadata(metadata, { id, amount, expected, currency });
    }
    default:
      return { ignored: 'not an event that pays' };
  }
}

function withMetadata(metadata: Stripe.Metadata | null, paid: Omit<Payment, 'userId' | 'credits'>): StripeReading {
  const { user_id: userId, credits: text } = metadata ?? {};
  if (userId === undefined && text === undefined) return { ignored: 'it does not name a user and credits' };
  const credits = /^\d{1,10}$/.test(text ?? '') ? Number(text) : 0;
  if (!isUuid(userId) || credits < 1 || credits > MOST_CREDITS)
    return { refused: 'its metadata do not name a user and a number of credits' };
  return { payment: { ...paid, userId: userId.toLowerCase(), credits } };
}

const idOf = (reference: string | { id: string } | null): string | undefined =>
  typeof reference === 'string' ? reference : reference?.id;
