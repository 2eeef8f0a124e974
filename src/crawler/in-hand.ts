import { setTimeout } from 'node:timers/promises';

/** A host that has not answered for so long holds nobody else up. */
const SLOW_MS = 100;
/** Candidates in hand of one chunk, those that wait for such hosts included. */
const MOST = 100;

interface Work {
  done: Promise<void>;
  startedAt: number;
  fetched: boolean;
}

/**
 * The candidates that one chunk has in hand. Those that wait for a silent host cost almost nothing and are not counted
 * as work, so that they do not keep others from being fetched.
 */
export class InHand {
  private readonly all = new Set<Work>();

  get size(): number {
    return this.all.size;
  }

  get work(): Promise<void>[] {
    return [...this.all].map(({ done }) => done);
  }

  /** Nothing but waiting for silent hosts. */
  get onlyWaits(): boolean {
    return this.all.size > 0 && [...this.all].every(isWaiting);
  }

  /** `width`: how many may be worked on; at most so many more may wait that not far too many are fetched in the end. */
  hasRoom(width: number, missing: number): boolean {
    if (this.all.size >= Math.min(MOST, 3 * missing + width)) return false;
    return [...this.all].filter((work) => !isWaiting(work)).length < width;
  }

  /** `attempt` says when the host has answered. */
  add(attempt: (onFetched: () => void) => Promise<void>): void {
    const work: Work = { done: Promise.resolve(), startedAt: performance.now(), fetched: false };
    work.done = attempt(() => (work.fetched = true)).finally(() => this.all.delete(work));
    this.all.add(work);
  }

  /** Resolves when one of them begins to count as waiting. */
  change(): Promise<void> {
    const ages = [...this.all].filter((work) => !work.fetched && !isWaiting(work)).map(ageOf);
    if (ages.length === 0) return new Promise(() => undefined);
    return setTimeout(Math.max(1, Math.ceil(SLOW_MS - Math.max(...ages)) + 1), undefined, { ref: false });
  }
}

const ageOf = ({ startedAt }: Work): number => performance.now() - startedAt;
const isWaiting = (work: Work): boolean => !work.fetched && ageOf(work) >= SLOW_MS;
