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
