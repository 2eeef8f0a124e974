/** A host that has not answered for so long holds nobody else up. */
const SLOW_MS = 100;
/** Candidates in hand of one chunk, those that wait for such hosts included. */
const MOST = 100;
/** Nobody waits longer without another look. */
const LONGEST_MS = 60_000;

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
  /** Those that count, in the order in which they began to. */
  private readonly counted = new Set<Work>();
  private wake: () => void = () => undefined;

  get size(): number {
    return this.all.size;
  }

  /** Nothing but waiting for silent hosts. */
  get onlyWaits(): boolean {
    return this.size > 0 && this.countWorking() === 0;
  }

  /** `width`: how many may be worked on; at most so many more may wait that not far too many are fetched in the end. */
  hasRoom(width: number, missing: number): boolean {
    return this.size < Math.min(MOST, 3 * missing + width) && this.countWorking() < width;
  }

  /** `attempt` says when the host has answered. */
  add(attempt: (onFetched: () => void) => Promise<void>): void {
    const work: Work = { done: Promise.resolve(), startedAt: performance.now(), fetched: false };
    this.all.add(work);
    this.counted.add(work);
    const onFetched = (): void => {
      work.fetched = true;
      if (this.all.has(work)) this.counted.add(work);
    };
    work.done = attempt(onFetched).finally(() => {
      this.all.delete(work);
      this.counted.delete(work);
      this.wake();
    });
  }

  /** Resolves when one ends, when one begins to count as waiting, or after `ms`. */
  async change(ms: number): Promise<void> {
    const { promise, resolve } = Promise.withResolvers<void>();
    this.wake = resolve;
    const timer = setTimeout(resolve, Math.min(ms, this.untilSlow(), LONGEST_MS));
    await promise;
    clearTimeout(timer);
  }

  /** Resolves when all have ended. */
  async ended(): Promise<void> {
    await Promise.all([...this.all].map(({ done }) => done));
  }

  private countWorking(): number {
    for (const work of this.counted) if (!work.fetched && ageOf(work) >= SLOW_MS) this.counted.delete(work);
    return this.counted.size;
  }

  /** Milliseconds until the first that counts has waited too long; Infinity when none waits. */
  private untilSlow(): number {
    const ages = [...this.counted].filter(({ fetched }) => !fetched).map(ageOf);
    return Math.max(1, Math.ceil(SLOW_MS - Math.max(...ages)) + 1);
  }
}

const ageOf = ({ startedAt }: Work): number => performance.now() - startedAt;
