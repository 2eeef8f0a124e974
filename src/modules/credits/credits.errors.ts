import { Problem } from '../../common/problem/problem.js';

/** 402: what was asked for costs more than the balance. */
export class InsufficientCredits extends Problem {
  constructor(required: number, available: number) {
    super(
      402,
      'insufficient-credits',
      `This needs ${required} credits and ${available} are available. Add credits or ask for fewer images.`,
      {
        required,
        available,
      },
    );
  }
}

/** 402: the balance would do, but the user's own limit for the month would be passed. */
export class MonthlyLimitReached extends Problem {
  constructor(required: number, { limit, left }: { limit: number; left: number }) {
    super(
      402,
      'monthly-limit-reached',
      `This needs ${required} credits and ${left} are left of this month's limit of ${limit}.`,
      { required, monthly_limit: limit, left },
    );
  }
}
