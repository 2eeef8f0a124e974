import { Semaphore } from './semaphore.js';

/** Bounds requests in flight to one host. */
export class HostSlots {
  private readonly hosts = new Map<string, Semaphore>();

  constructor(private readonly perHost: number) {}

  /** Resolves with the function that gives the slot back; rejects with the signal's reason. */
  async acquire(host: string, signal?: AbortSignal, turn: readonly string[] = []): Promise<() => void> {
    const semaphore = this.hosts.get(host) ?? new Semaphore(this.perHost);
    this.hosts.set(host, semaphore);
    const forget = (): void => {
      if (semaphore.idle && this.hosts.get(host) === semaphore) this.hosts.delete(host);
    };
    try {
      const release = await semaphore.acquire(signal, turn);
      return () => {
        release();
        forget();
      };
    } catch (error) {
      forget();
      throw error;
    }
  }

  /** Hosts with a request in flight or waiting. */
  get activeHosts(): number {
    return this.hosts.size;
  }
}
