import { FairQueue } from './politeness/fair-queue.js';

interface Waiter {
  grant: () => void;
}

/** At most `slots` holders. The rest wait by turns (see FairQueue), those of one job in the order they came. */
export class Semaphore {
  private readonly waiting = new FairQueue<Waiter>();
  private held = 0;

  constructor(private readonly slots: number) {}

  /** Nobody holds it and nobody waits for it. */
  get idle(): boolean {
    return this.held === 0 && this.waiting.size === 0;
  }

  /**
   * Resolves with the function that gives the slot back (calling it again does nothing). Rejects with the signal's
   * reason. `turn`: who asks, the user first, then the job.
   */
  async acquire(signal?: AbortSignal, turn: readonly string[] = []): Promise<() => void> {
    signal?.throwIfAborted();
    const free = this.tryAcquire();
    if (free) return free;
    return new Promise((resolve, reject) => {
      const leave = (): void => {
        this.waiting.remove(turn, waiter);
        reject(signal?.reason);
      };
      const waiter: Waiter = {
        grant: () => {
          signal?.removeEventListener('abort', leave);
          resolve(this.releaser());
        },
      };
      this.waiting.push(turn, waiter);
      signal?.addEventListener('abort', leave, { once: true });
    });
  }

  /** A slot now, or null. */
  tryAcquire(): (() => void) | null {
    if (this.held >= this.slots) return null;
    this.held += 1;
    return this.releaser();
  }

  private releaser(): () => void {
    let released = false;
    return () => {
      if (released) return;
      released = true;
      const next = this.waiting.shift();
      if (next)
        next.grant(); // the slot changes hands; `held` stays
      else this.held -= 1;
    };
  }
}
