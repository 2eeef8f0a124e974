/** Something that runs until it is stopped. */
export interface Running {
  stop(): Promise<unknown>;
  /** Settles with its name once it has ended, asked to or not. */
  ended?: Promise<string>;
}

/** What a launcher has started. Ended in the opposite order, from whatever point the start has reached. */
export class Launched {
  /** Settles with the name of the first part that ended by itself. */
  readonly failed: Promise<string>;
  private readonly stops: (() => Promise<unknown>)[] = [];
  private readonly fail: (name: string) => void;
  private stopping = false;

  constructor() {
    const { promise, resolve } = Promise.withResolvers<string>();
    this.failed = promise;
    this.fail = resolve;
  }

  /** Waits for `begin` and stops its result later; also when the stop is requested before `begin` has finished. */
  async start<T extends Running>(begin: () => Promise<T> | T): Promise<T> {
    if (this.stopping) throw new Error('stopping');
    const started = (async () => begin())();
    this.stops.unshift(async () => (await started.catch(() => null))?.stop());
    const running = await started;
    void this.notice(running);
    return running;
  }

  private async notice({ ended }: Running): Promise<void> {
    if (!ended) return;
    const name = await ended;
    if (!this.stopping) this.fail(name);
  }

  /** Ends everything, the latest first. Nothing more can be started. */
  async stop(): Promise<void> {
    this.stopping = true;
    for (const stop of this.stops.splice(0)) await stop();
  }
}
