import type { SourcePage } from '../image-source.js';

const MAX_PAGES = 200;

/** Pages of a source whose terms want them kept instead of asked for again. In this process only, the latest 200. */
export class ReplyMemory {
  private readonly pages = new Map<string, { page: SourcePage; until: number }>();

  constructor(
    private readonly keepMs: number,
    private readonly now: () => number = () => performance.now(),
  ) {}

  get(url: string): SourcePage | null {
    const known = this.pages.get(url);
    return known && known.until > this.now() ? known.page : null;
  }

  /** The page again. */
  keep(url: string, page: SourcePage): SourcePage {
    this.pages.delete(url); // reinsert: the map's order is the age of the entries
    this.pages.set(url, { page, until: this.now() + this.keepMs });
    const [oldest] = this.pages.keys();
    if (this.pages.size > MAX_PAGES && oldest !== undefined) this.pages.delete(oldest);
    return page;
  }
}
