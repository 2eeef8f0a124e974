import { isTransient } from './patience.js';
import type { Outcome, Rehydrated } from './rehydrate.js';

/** How the pictures ended, and what whoever asked for them should know. */
export class Tally {
  private readonly outcomes: Record<Outcome, number> = {
    same: 0,
    present: 0,
    changed: 0,
    gone: 0,
    occupied: 0,
    failed: 0,
  };
  private transient = 0;
  private blocked = 0;

  /** The line for a picture that is not there now; null for one that is. */
  add({ outcome, picture, detail, reason }: Rehydrated): string | null {
    this.outcomes[outcome] += 1;
    if (reason !== undefined && isTransient(reason)) this.transient += 1;
    if (reason === 'blocked_address') this.blocked += 1;
    if (outcome === 'same' || outcome === 'present') return null;
    return `${outcome.padEnd(8)}  ${picture.files[0]}  ${JSON.stringify(picture.url)}  ${JSON.stringify(detail)}`;
  }

  get done(): number {
    return Object.values(this.outcomes).reduce((sum, count) => sum + count, 0);
  }

  /** Every picture is where it belongs. */
  get isWhole(): boolean {
    return this.done === this.outcomes.same + this.outcomes.present;
  }

  hints(): string[] {
    const hints: string[] = [];
    if (this.blocked > 0) {
      hints.push(
        `${this.blocked} × blocked_address: only public addresses are asked, at ports 80 and 443. FETCH_ALLOW=host:port,… lets further ones through. Name only hosts that are yours (an intranet, the image lab): whoever wrote the manifest chose its addresses.`,
      );
    }
    if (this.transient > 0) {
      hints.push(`${this.transient} may come later: run it again. What is there already is not fetched again.`);
    }
    return hints;
  }

  counts(): string {
    return Object.entries(this.outcomes)
      .map(([outcome, count]) => `${outcome} ${count}`)
      .join(', ');
  }
}
