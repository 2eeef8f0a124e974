import type { TransferSlot } from './transfer-slots.js';

/** Where the flow of an answer can be stopped and started. */
interface Flow {
  pause(): void;
  resume(): void;
}

/** Lets one request stand aside while its server is silent, and holds its bytes back until it has a slot again. */
export class StallWatch {
  private timer: NodeJS.Timeout | undefined;
  private movedAt = 0;
  private state: 'moving' | 'stalled' | 'held' | 'over' = 'moving';
  private heldSince = 0;
  private held = 0;

  constructor(
    private readonly slot: TransferSlot,
    private readonly stallMs: number,
    /** Whether it holds little enough to stand aside with. */
    private readonly isLight: () => boolean,
    private readonly onError: (error: unknown) => void,
  ) {}

  start(): void {
    this.movedAt = performance.now();
    this.timer = setTimeout(this.check, this.stallMs);
  }

  /** Bytes arrived. */
  moved(flow: Flow): void {
    this.movedAt = performance.now();
    if (this.state !== 'stalled') return;
    this.state = 'held';
    this.heldSince = this.movedAt;
    flow.pause();
    this.slot.resume().then(() => this.goOn(flow), this.onError);
  }

  /** Bytes wait for a slot, so nobody else may let them flow. */
  get isHolding(): boolean {
    return this.state === 'held';
  }

  /** Milliseconds that we held the answer up ourselves. */
  get heldMs(): number {
    return this.held + (this.isHolding ? performance.now() - this.heldSince : 0);
  }

  stop(): void {
    this.state = 'over';
    clearTimeout(this.timer);
  }

  private readonly check = (): void => {
    const quietMs = performance.now() - this.movedAt;
    if (quietMs >= this.stallMs && this.isLight() && this.slot.stall()) this.state = 'stalled';
    else this.timer = setTimeout(this.check, Math.max(10, this.stallMs - quietMs));
  };

  private goOn(flow: Flow): void {
    if (this.state !== 'held') return;
    this.held = this.heldMs;
    this.state = 'moving';
    this.start();
    flow.resume();
  }
}
