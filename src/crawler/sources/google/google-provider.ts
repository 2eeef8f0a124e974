import type { SourcePage, SourcePolicy, SourceQuery } from '../image-source.js';

/** Whoever tells us what Google Images finds. */
export abstract class GoogleProvider {
  abstract readonly policy: SourcePolicy;
  abstract readonly configured: boolean;
  /** As ImageSource.search. */
  abstract search(query: SourceQuery, cursor: string | null): Promise<SourcePage>;
}

/** Results that Google shows for one query, however they are asked for. */
export const GOOGLE_DEPTH = 1_000;
