import type { Payment } from './stripe-payment.js';

/** Why a payment does not pay for its credits, or null. `packs`: `credits:amount:currency`; none: any price is right. */
export function mismatchOf({ credits, amount, expected, currency }: Payment, packs: readonly string[]): string | null {
  if (amount <= 0 || amount !== expected) return `${amount} was paid of ${expected} ${currency}`;
  if (packs.length === 0 || packs.includes(`${credits}:${amount}:${currency}`)) return null;
  return `${credits} credits are not sold for ${amount} ${currency}`;
}
