import { createHash } from 'node:crypto';

/** Texts in their order, as one running hash: however many, two are compared at once. A text right after itself counts once. */
export class Sequence {
  private readonly hash = createHash('sha256');
  private last: string | null = null;
  count = 0;

  add(text: string): void {
    if (text === this.last) return;
    this.last = text;
    this.count += 1;
    this.hash.update(`${text.length} ${text}`);
  }

  equals(other: Sequence): boolean {
    return this.count === other.count && this.hash.copy().digest().equals(other.hash.copy().digest());
  }
}
