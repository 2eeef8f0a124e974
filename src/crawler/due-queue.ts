import type { OpenCandidate } from '../modules/crawl-jobs/candidates.service.js';

/** A chunk whose candidates all wait longer gives its slot away. */
export const PATIENCE_MS = 5_000;

/** Candidates by the time they are due, first come first served among those that are. */
export class DueQueue {
  private readonly items: { candidate: OpenCandidate; dueAt: number }[] = [];

  constructor(candidates: OpenCandidate[]) {
    candidates.forEach((candidate) => this.add(candidate));
  }

  get size(): number {
    return this.items.length;
  }

  add(candidate: OpenCandidate): void {
    const dueAt = candidate.dueInMs > 0 ? performance.now() + candidate.dueInMs : 0;
    const index = this.items.findLastIndex((item) => item.dueAt <= dueAt);
    this.items.splice(index + 1, 0, { candidate, dueAt });
  }

  isDue(): boolean {
    return this.size > 0 && this.waitMs() === 0;
  }

  take(): OpenCandidate {
    return this.items.shift()!.candidate;
  }

  /** Milliseconds until the first is due. */
  waitMs(): number {
    return Math.max(0, Math.ceil((this.items[0]?.dueAt ?? 0) - performance.now()));
  }

  /** Milliseconds until one becomes due that is not yet; Infinity when the first already is, or there is none. */
  dueInMs(): number {
    return this.waitMs() || Infinity;
  }
}
