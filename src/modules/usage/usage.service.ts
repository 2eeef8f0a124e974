import { Injectable } from '@nestjs/common';
import { Env } from '../../config/env.js';
import { excessOf, type UsageFigures, type UsageLimits } from './usage-figures.js';
import { QuotaExceeded } from './usage.errors.js';
import { UsageRepository, type UsageDayRow, type UsageEntry } from './usage.repository.js';

const NOTHING: UsageFigures = { images_processed: 0, storage_bytes: 0, api_calls: 0, bandwidth_bytes: 0 };
const orNone = (limit: number): number | null => (limit > 0 ? limit : null);

/** What users use per UTC day, and whether they may use more. */
@Injectable()
export class UsageService {
  /** Of every user, per UTC day. */
  readonly limits: UsageLimits;

  constructor(
    private readonly usage: UsageRepository,
    env: Env,
  ) {
    this.limits = {
      images_processed: orNone(env.QUOTA_IMAGES_PER_DAY),
      storage_bytes: orNone(env.QUOTA_STORAGE_BYTES_PER_DAY),
      api_calls: orNone(env.QUOTA_API_CALLS_PER_DAY),
      bandwidth_bytes: orNone(env.QUOTA_BANDWIDTH_BYTES_PER_DAY),
    };
  }

  /**
   * For the transaction in which a crawl job begins, before it touches credits: admits one at a time per user.
   * `openImages` is asked under the lock: what all open jobs, the new one included, may still store. Throws QuotaExceeded.
   */
  async admit(userId: string, openImages: () => Promise<number>): Promise<void> {
    if (Object.values(this.limits).every((limit) => limit === null)) return;
    const used = await this.usage.addToday(userId, NOTHING, this.limits);
    const excess = excessOf(used, this.limits, await openImages());
    if (excess) throw new QuotaExceeded(excess);
  }

  /** For the transaction that closes chunks, once per chunk and before it touches credits: what they stored is of today. */
  async countImages(userId: string, images: number, chunkIds: readonly string[]): Promise<void> {
    if (images === 0) return;
    const bytes = await this.usage.storedBytes(chunkIds);
    await this.usage.addToday(userId, { ...NOTHING, images_processed: images, storage_bytes: bytes }, this.limits);
  }

  countRequests(entries: readonly UsageEntry[]): Promise<void> {
    return this.usage.addAll(entries, this.limits);
  }

  days(userId: string, from: string, to: string): Promise<UsageDayRow[]> {
    return this.usage.days(userId, from, to);
  }
}
