/** Calls of one consumer to one endpoint on one day. */
export interface DeprecationCalls {
  /** UTC, YYYY-MM-DD. */
  day: string;
  consumer: string;
  /** Method and route. */
  endpoint: string;
  userId: string | null;
  apiKeyId: string | null;
  calls: number;
  /** RFC 3339. */
  lastCalledAt: string;
}

/** Adds up calls in memory until they are taken. Holds at most `limit` different counters; what is beyond is not counted. */
export class CallTally {
  private readonly counters = new Map<string, DeprecationCalls>();

  constructor(private readonly limit: number) {}

  get isEmpty(): boolean {
    return this.counters.size === 0;
  }

  add(calls: DeprecationCalls): void {
    const key = JSON.stringify([calls.day, calls.consumer, calls.endpoint]);
    const present = this.counters.get(key);
    if (!present && this.counters.size >= this.limit) return;
    const lastCalledAt =
      present && present.lastCalledAt > calls.lastCalledAt ? present.lastCalledAt : calls.lastCalledAt;
    this.counters.set(key, { ...calls, calls: calls.calls + (present?.calls ?? 0), lastCalledAt });
  }

  /** All counters, which start at zero again. */
  take(): DeprecationCalls[] {
    const taken = [...this.counters.values()];
    this.counters.clear();
    return taken;
  }
}
