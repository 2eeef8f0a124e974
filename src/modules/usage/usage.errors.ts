import { Problem } from '../../common/problem/problem.js';
import type { Excess } from './usage-figures.js';

/** 403: a daily limit of the user is reached, or would be passed. */
export class QuotaExceeded extends Problem {
  constructor({ quota, limit, used }: Excess) {
    super(
      403,
      'quota-exceeded',
      `Today's limit for ${quota} is ${limit}, and ${used} are used; ask for less, or wait until tomorrow (UTC)`,
      { quota, limit, used },
    );
  }
}
