import type { FetchLimits } from './fetch-limits.js';
import type { TransferSlot } from './transfer-slots.js';

/** Where the flow of an answer can be stopped and started. */
interface Flow {
  pause(): void;
  resume(): void;
}

/**
 * Lets one request stand aside while its server sends next to nothing. What little comes passes; when it becomes more,
 * the bytes are held back until the request has a slot again.
 */
export class StallWatch {
  private timer: NodeJS.Timeout | undefined;
  private state: 'moving' | 'stalled' | 'held' | 'over' = 'moving';
  /** Bytes since the last look, or since it stands aside. */
  private arrived = 0;
  private heldSince = 0;
  private held = 0;

  constructor(
    private readonly slot: TransferSlot,
    private readonly limits: FetchLimits,
    /** Whether it holds little enough to stand aside with. */
    private readonly isLight: () => boolean,
    private readonly onError: (error: unknown) => void,
  ) {}

  start(): void {
    this.arrived = 0;
    this.timer = setTimeout(this.check, this.limits.stallMs);
  }

  /** So many bytes arrived. */
  moved(bytes: number, flow: Flow): void {
    this.arrived += bytes;
    if (this.state !== 'stalled' || this.arrived <= this.limits.maxAsideBytes) return;
    this.state = 'held';
    this.heldSince = performance.now();
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
    const isSilent = this.arrived < this.limits.stallBytes;
    this.arrived = 0;
    if (isSilent && this.isLight() && this.slot.stall()) this.state = 'stalled';
    else this.timer = setTimeout(this.check, this.limits.stallMs);
  };

  private goOn(flow: Flow): void {
    if (this.state !== 'held') return;
    this.held = this.heldMs;
    this.state = 'moving';
    this.start();
    flow.resume();
  }
}
