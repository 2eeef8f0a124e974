/** A host that has not answered for so long holds nobody else up … */
const SLOW_MS = 100;
/** … and twice as long for each so many that fell silent since one answered: where nobody answers, more are tried slowly. */
const SILENT_IN_A_ROW = 10;
const MOST_SLOW_MS = 2_000;
/** Candidates in hand of one chunk, those that wait for such hosts included. */
const MOST = 100;
/** Nobody waits longer without another look. */
const LONGEST_MS = 60_000;

interface Work {
  done: Promise<void>;
  startedAt: number;
  answered: boolean;
}

/**
 * The candidates that one chunk has in hand. Those that wait for a silent host cost almost nothing and are not counted
 * as work, so that they do not keep others from being fetched.
 */
export class InHand {
  private readonly all = new Set<Work>();
  /** Those that count, in the order in which they began to. */
  private readonly counted = new Set<Work>();
  /** Hosts that fell silent since one answered. */
  private silent = 0;
  private wake: () => void = () => undefined;

  get size(): number {
    return this.all.size;
  }

  /** So many hosts fell silent since one answered that most likely the next will, too. */
  get isStuck(): boolean {
    this.countWorking();
    return this.silent >= SILENT_IN_A_ROW;
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
  add(attempt: (onAnswered: () => void) => Promise<void>): void {
    const work: Work = { done: Promise.resolve(), startedAt: performance.now(), answered: false };
    this.all.add(work);
    this.counted.add(work);
    const onAnswered = (): void => {
      work.answered = true;
      this.silent = 0;
      if (this.all.has(work)) this.counted.add(work);
    };
    work.done = attempt(onAnswered).finally(() => {
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
    for (const work of this.counted) {
      if (work.answered || ageOf(work) < this.patienceMs) continue;
      this.counted.delete(work);
      this.silent += 1;
    }
    return this.counted.size;
  }

  private get patienceMs(): number {
    return Math.min(MOST_SLOW_MS, SLOW_MS * 2 ** Math.floor(this.silent / SILENT_IN_A_ROW));
  }

  /** Milliseconds until the first that counts has waited too long; Infinity when none waits. */
  private untilSlow(): number {
    const ages = [...this.counted].filter(({ answered }) => !answered).map(ageOf);
    return Math.max(1, Math.ceil(this.patienceMs - Math.max(...ages)) + 1);
  }
}

const ageOf = ({ startedAt }: Work): number => performance.now() - startedAt;
