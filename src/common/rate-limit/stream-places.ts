import { RateLimited } from '../problem/problems.js';

const RETRY_SECONDS = 5;

/** How many event streams of one kind each user has open in this process. */
export class StreamPlaces {
  private readonly taken = new Map<string, number>();

  constructor(private readonly perUser: number) {}

  /** Takes a place; returns what gives it back, once. Throws RateLimited when the user has no place left. */
  take(userId: string): () => void {
    const mine = this.taken.get(userId) ?? 0;
    if (mine >= this.perUser) throw new RateLimited(RETRY_SECONDS, {}, tooMany(this.perUser));
    this.taken.set(userId, mine + 1);
    let inside = true;
    return () => {
      if (!inside) return;
      inside = false;
      const left = (this.taken.get(userId) ?? 1) - 1;
      if (left > 0) this.taken.set(userId, left);
      else this.taken.delete(userId);
    };
  }
}

const tooMany = (limit: number): string =>
  `You have ${limit} of these event streams open, and no more are allowed; close one first`;
