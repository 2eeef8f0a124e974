import { Injectable, Logger } from '@nestjs/common';
import { ChunksService } from '../modules/crawl-jobs/chunks.service.js';
import { ClaimLost, type Claim } from '../modules/crawl-jobs/claim.js';

const BEAT_MS = 1_000;

/** Keeps the leases of all runs of this process alive, by one statement a second, and tells those whose fence was passed. */
@Injectable()
export class Heartbeat {
  private readonly logger = new Logger(Heartbeat.name);
  private readonly runs = new Map<Claim, (error: ClaimLost) => void>();
  private timer: NodeJS.Timeout | null = null;
  private beating = false;

  constructor(private readonly chunks: ChunksService) {}

  /** `onLost`: called at most once, when the run must stop. Returns what ends the watch. */
  watch(claim: Claim, onLost: (error: ClaimLost) => void): () => void {
    this.runs.set(claim, onLost);
    this.timer ??= setInterval(() => void this.beat(), BEAT_MS);
    return () => {
      this.runs.delete(claim);
      if (this.runs.size > 0 || !this.timer) return;
      clearInterval(this.timer);
      this.timer = null;
    };
  }

  private async beat(): Promise<void> {
    if (this.beating) return;
    this.beating = true;
    try {
      for (const claim of await this.chunks.renew([...this.runs.keys()])) {
        const onLost = this.runs.get(claim);
        this.runs.delete(claim);
        onLost?.(new ClaimLost(claim));
      }
    } catch (error) {
      this.logger.warn(`leases were not renewed, which is tried again: ${String(error)}`);
    } finally {
      this.beating = false;
    }
  }
}
