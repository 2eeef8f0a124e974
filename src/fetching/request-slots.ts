import { Semaphore } from './semaphore.js';

/** Bounds requests in flight, to one host and in all. */
export class RequestSlots {
  private readonly hosts = new Map<string, Semaphore>();
  private readonly all: Semaphore;

  constructor(
    total: number,
    private readonly perHost: number,
  ) {
    this.all = new Semaphore(total);
  }

  /**
   * Waits for a slot of the host, then for one of the total: a slow host's queue must not sit on slots that other
   * hosts could use. Nobody holding a slot of the total ever waits for a host, so the two cannot deadlock.
   */
  async acquire(host: string, signal?: AbortSignal): Promise<() => void> {
    const semaphore = this.hosts.get(host) ?? new Semaphore(this.perHost);
    this.hosts.set(host, semaphore);
    const leaveHost = (release?: () => void): void => {
      release?.();
      if (semaphore.idle && this.hosts.get(host) === semaphore) this.hosts.delete(host);
    };
    let releaseHost: (() => void) | undefined;
    try {
      releaseHost = await semaphore.acquire(signal);
      const releaseTotal = await this.all.acquire(signal);
      return () => {
        releaseTotal();
        leaveHost(releaseHost);
      };
    } catch (error) {
      leaveHost(releaseHost);
      throw error;
    }
  }

  /** Hosts with a request in flight or waiting. */
  get activeHosts(): number {
    return this.hosts.size;
  }
}
