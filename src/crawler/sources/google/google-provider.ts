import type { RequestLimit } from '../../../fetching/politeness/request-budget.js';
import type { SourcePage, SourcePolicy, SourceQuery } from '../image-source.js';

/** Whoever tells us what Google Images finds. What the fields mean stands at ImageSource. */
export abstract class GoogleProvider {
  abstract readonly policy: SourcePolicy;
  abstract readonly configured: boolean;
  abstract readonly slices: readonly string[];
  readonly key: { readonly variable: string; readonly required: boolean } | null = null;
  readonly limits: readonly RequestLimit[] = [];
  readonly depth: number = GOOGLE_DEPTH;
  abstract search(query: SourceQuery, cursor: string | null): Promise<SourcePage>;
}

/** Results that Google shows for one query, however they are asked for. */
export const GOOGLE_DEPTH = 1_000;
