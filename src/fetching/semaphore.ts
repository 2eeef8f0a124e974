interface Waiter {
  grant: () => void;
}

/** At most `slots` holders; the rest wait in the order they came. */
export class Semaphore {
  private readonly waiting = new Set<Waiter>();
  private held = 0;

  constructor(private readonly slots: number) {}

  /** Nobody holds it and nobody waits for it. */
  get idle(): boolean {
    return this.held === 0 && this.waiting.size === 0;
  }

  /** Resolves with the function that gives the slot back (calling it again does nothing). Rejects with the signal's reason. */
  async acquire(signal?: AbortSignal): Promise<() => void> {
    signal?.throwIfAborted();
    if (this.held < this.slots) {
      this.held += 1;
      return this.releaser();
    }
    return new Promise((resolve, reject) => {
      const leave = (): void => {
        this.waiting.delete(waiter);
        reject(signal?.reason);
      };
      const waiter: Waiter = {
        grant: () => {
          signal?.removeEventListener('abort', leave);
          resolve(this.releaser());
        },
      };
      this.waiting.add(waiter);
      signal?.addEventListener('abort', leave, { once: true });
    });
  }

  private releaser(): () => void {
    let released = false;
    return () => {
      if (released) return;
      released = true;
      const [next] = this.waiting;
      if (!next) {
        this.held -= 1;
        return;
      }
      this.waiting.delete(next);
      next.grant(); // the slot changes hands; `held` stays
    };
  }
}
