import type { DomainEvent } from '../../common/events/domain-event.js';
import { CreditsExhausted, CreditsLow, CreditsRefillDue } from './credits.events.js';

/** An account right after a movement. */
export interface MovedAccount {
  id: string;
  userId: string;
  balance: number;
  lowBalanceThreshold: number | null;
  /** null unless the account is to be refilled. */
  refillThreshold: number | null;
  refillAmount: number | null;
}

/** The notices that a movement of the balance by `dBalance` calls for: one per threshold that it crossed downwards. */
export function noticesOf(account: MovedAccount, dBalance: number): DomainEvent[] {
  const { id, userId, balance, lowBalanceThreshold: low, refillThreshold: refill } = account;
  const crossed = (threshold: number | null) =>
    threshold !== null && balance - dBalance >= threshold && balance < threshold;
  return [
    ...(crossed(low) ? [new CreditsLow(userId, id, { balance, threshold: low })] : []),
    ...(crossed(1) ? [new CreditsExhausted(userId, id, { balance })] : []),
    ...(crossed(refill)
      ? [new CreditsRefillDue(userId, id, { balance, threshold: refill, amount: account.refillAmount })]
      : []),
  ];
}
