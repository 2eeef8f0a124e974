import { counted } from '../../common/problem/counted.js';
import { Problem } from '../../common/problem/problem.js';

/** 402: what was asked for costs more than the balance. */
export class InsufficientCredits extends Problem {
  constructor(required: number, available: number) {
    super(
      402,
      'insufficient-credits',
      `This needs ${counted(required, 'credit')}, and the balance has ${available}; add credits or ask for fewer images`,
      { required, available },
    );
  }
}

/** 402: the balance would do, but the user's own limit for the month would be passed. */
export class MonthlyLimitReached extends Problem {
  constructor(required: number, { limit, left }: { limit: number; left: number }) {
    super(
      402,
      'monthly-limit-reached',
      `This needs ${counted(required, 'credit')}, and your own limit of ${limit} leaves ${left} for this month; ` +
        'raise monthly_limit with PATCH /api/credits/settings, ask for fewer images, or wait for the next month',
      { required, monthly_limit: limit, left },
    );
  }
}
