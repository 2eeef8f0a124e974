import { Semaphore } from './semaphore.js';

/** Requests that may wait for a silent server, for each one that may transfer. */
const STALLED_PER_SLOT = 64;

/**
 * Bounds what all requests together transfer, and with it memory and work. A request whose server says next to nothing
 * for a moment stands aside, where there is far more room, and asks again when more arrives: hosts that hold requests up
 * cost the others nothing.
 */
export class TransferSlots {
  private readonly moving: Semaphore;
  private readonly stalled: Semaphore;
  private aside = 0;

  constructor(slots: number) {
    this.moving = new Semaphore(slots);
    this.stalled = new Semaphore(slots * STALLED_PER_SLOT);
  }

  /** Requests that stand aside. */
  get stalledRequests(): number {
    return this.aside;
  }

  async acquire(signal?: AbortSignal, turn: readonly string[] = []): Promise<TransferSlot> {
    let give: () => void = await this.moving.acquire(signal, turn);
    let isStalled = false;
    let released = false;
    return {
      stall: () => {
        const room = isStalled || released ? null : this.stalled.tryAcquire();
        if (!room) return isStalled;
        give();
        isStalled = true;
        this.aside += 1;
        give = () => {
          this.aside -= 1;
          room();
        };
        return true;
      },
      resume: async () => {
        const taken = await this.moving.acquire(signal, turn);
        if (released) return taken();
        give();
        isStalled = false;
        give = taken;
      },
      release: () => {
        if (!released) give();
        released = true;
      },
    };
  }
}

/** The right of one request to transfer. */
export interface TransferSlot {
  /** Stands aside; false when there is no room for that, and the request keeps its slot. */
  stall(): boolean;
  /** After `stall`: resolves when it may transfer again. */
  resume(): Promise<void>;
  /** Gives back whatever is held; calling it again does nothing. */
  release(): void;
}
