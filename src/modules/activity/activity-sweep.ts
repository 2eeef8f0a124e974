import { Injectable } from '@nestjs/common';
import { Env } from '../../config/env.js';
import { ActivityRepository } from './activity.repository.js';

/** Rows of one statement, and statements of one round: a long backlog takes several rounds. */
const BATCH = 5_000;
const BATCHES = 10;

/** Ends what the retention setting says has been kept for long enough. */
@Injectable()
export class ActivitySweep {
  constructor(
    private readonly activity: ActivityRepository,
    private readonly env: Env,
  ) {}

  /** Returns how many entries it removed. */
  async prune(): Promise<number> {
    const days = this.env.ACTIVITY_RETENTION_DAYS;
    if (days === 0) return 0;
    let removed = 0;
    for (let i = 0; i < BATCHES; i++) {
      const rows = await this.activity.prune(days, BATCH);
      removed += rows;
      if (rows < BATCH) break;
    }
    return removed;
  }
}
