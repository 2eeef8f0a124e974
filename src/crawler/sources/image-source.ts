import type { RequestLimit } from '../../fetching/politeness/request-budget.js';
import type { CrawlJobOptions } from '../../modules/crawl-jobs/crawl-job-options.js';

/** Whose call to a source it is. */
export interface Asker {
  signal: AbortSignal;
  /** The user, then the job: calls go round users, then round their jobs. */
  turn: readonly string[];
}

/** What one search asks for. Adapters translate what they can and ignore the rest. */
export interface SourceQuery extends Asker {
  keyword: string;
  /** All keywords of the job; what a source has no keyword for belongs to the first. */
  keywords: readonly string[];
  safeSearch: boolean;
  /** One of the source's `slices`, or '' for the whole search. */
  slice: string;
  /** SPDX ids that the job keeps, or null for any: lets a source leave out the others itself. The job filters anyway. */
  licenses: readonly string[] | null;
  /** What the job gives to sources that do not search: its `options`. */
  options: CrawlJobOptions;
  projectId: string;
}

/** One picture as a source describes it. Whatever the source does not say is null. */
export interface FoundImage {
  url: string;
  pageUrl: string | null;
  title: string | null;
  creator: string | null;
  /** SPDX id, `LicenseRef-…`, or null for unknown. */
  license: string | null;
  licenseUrl: string | null;
  attribution: string | null;
  width: number | null;
  height: number | null;
}

export interface SourcePage {
  items: FoundImage[];
  /** Opaque; pass it to the next search. null: the source has no more for this query. */
  next: string | null;
}

export type SourceFailureKind =
  | 'rate_limited' // come back after retryAfterMs
  | 'blocked' // captcha, challenge or consent page, access denied
  | 'auth' // key missing or refused
  | 'quota'
  | 'bad_request' // the source refuses this query
  | 'upstream' // 5xx, timeout, network
  | 'shape_changed'; // 200, but not what the adapter knows

export class SourceFailure extends Error {
  constructor(
    readonly kind: SourceFailureKind,
    detail: string,
    readonly retryAfterMs: number | null = null,
  ) {
    super(detail);
  }
}

/** What a source's terms say; shown to users, used for warnings. */
export interface SourcePolicy {
  mode: 'api' | 'scrape';
  bulk: 'yes' | 'no' | 'limited' | 'unknown';
  training: 'yes' | 'no' | 'per_item' | 'unknown';
  /** Must the picture be shown from where it is, instead of a copy? */
  hotlink: 'required' | 'allowed' | 'forbidden' | 'unknown';
  /** Must who made it be named? */
  attribution: 'required' | 'per_item' | 'none' | 'unknown';
  /** Does the source want to be told of every download? */
  downloadTracking: boolean;
  note: string;
  url: string;
}

/** One place that pictures come from. Stateless: everything between pages is in the cursor. */
export abstract class ImageSource {
  abstract readonly name: string;
  abstract readonly policy: SourcePolicy;
  /** False when a key that it cannot do without is missing; its lanes end at once. */
  abstract readonly configured: boolean;
  /** Narrower searches, in the order to try them when the whole search has ended and the job wants more. */
  readonly slices: readonly string[] = [];
  /** The environment variable that holds its key, when it has one, and whether it can do without. */
  readonly key: { readonly variable: string; readonly required: boolean } | null = null;
  /** As far as its documents or headers say; empty: unknown. */
  readonly limits: readonly RequestLimit[] = [];
  /** Most results of one search, its paging included; null: all that it has. */
  readonly depth: number | null = null;
  /** Leaves out what `query.licenses` does not name, as far as it can tell; the job filters anyway. */
  readonly filtersLicenses: boolean = false;
  /** Throws SourceFailure. `cursor` null: the first page. */
  abstract search(query: SourceQuery, cursor: string | null): Promise<SourcePage>;
  /** Reports that a picture was downloaded, for sources whose terms want that (`policy.downloadTracking`). May throw. */
  downloaded?(image: Pick<FoundImage, 'url' | 'pageUrl'>, asker: Asker): Promise<void>;
}
