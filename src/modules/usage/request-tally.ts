import type { UsageEntry } from './usage.repository.js';

/** Requests and bytes per user and day, added up in memory. */
export class RequestTally {
  private entries = new Map<string, UsageEntry>();

  /** `day`: `YYYY-MM-DD`, UTC. */
  add(userId: string, day: string, calls: number, bytes: number): void {
    const key = `${userId} ${day}`;
    const entry = this.entries.get(key);
    if (entry) {
      entry.api_calls += calls;
      entry.bandwidth_bytes += bytes;
    } else {
      const none = { images_processed: 0, storage_bytes: 0 };
      this.entries.set(key, { userId, day, ...none, api_calls: calls, bandwidth_bytes: bytes });
    }
  }

  /** Everything so far, which from now on is the caller's to keep. */
  take(): UsageEntry[] {
    const taken = [...this.entries.values()];
    this.entries = new Map();
    return taken;
  }
}
