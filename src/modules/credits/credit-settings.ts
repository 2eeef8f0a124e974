import { ValidationFailed } from '../../common/problem/problems.js';

/** What a user sets on the own account; wire names. Credits, null: not set. */
export interface CreditSettings {
  auto_refill_enabled: boolean;
  refill_threshold: number | null;
  refill_amount: number | null;
  monthly_limit: number | null;
  low_balance_threshold: number | null;
}

/** What no single setting can say. Throws ValidationFailed. */
export function mustAgree({ auto_refill_enabled, refill_threshold, refill_amount }: CreditSettings): void {
  if (!auto_refill_enabled) return;
  const missing = Object.entries({ refill_threshold, refill_amount }).filter(([, value]) => value === null);
  if (missing.length === 0) return;
  throw new ValidationFailed(
    missing.map(([name]) => ({ pointer: `/${name}`, code: 'required', message: 'is needed by auto_refill_enabled' })),
  );
}
