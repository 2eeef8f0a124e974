/** What is counted per user and UTC day; also the columns of `usage_metrics`. */
export const USAGE_FIGURES = ['images_processed', 'storage_bytes', 'api_calls', 'bandwidth_bytes'] as const;
export type UsageFigure = (typeof USAGE_FIGURES)[number];

export type UsageFigures = Record<UsageFigure, number>;
/** null: no limit. */
export type UsageLimits = Record<UsageFigure, number | null>;

/** Column of `usage_metrics` that keeps the limit in force on the day. */
export const LIMIT_COLUMNS: Record<UsageFigure, string> = {
  images_processed: 'images_limit',
  storage_bytes: 'storage_limit_bytes',
  api_calls: 'api_calls_limit',
  bandwidth_bytes: 'bandwidth_limit_bytes',
};

export interface Excess {
  quota: UsageFigure;
  limit: number;
  used: number;
}

/**
 * The first limit that a crawl job must not begin under: images that would pass it, or anything else used up.
 * `openImages`: what all open jobs, the new one included, may still store.
 */
export function excessOf(used: UsageFigures, limits: UsageLimits, openImages: number): Excess | null {
  for (const quota of USAGE_FIGURES) {
    const limit = limits[quota];
    if (limit === null) continue;
    const taken = quota === 'images_processed' ? used[quota] + openImages : used[quota];
    if (quota === 'images_processed' ? taken > limit : taken >= limit) return { quota, limit, used: used[quota] };
  }
  return null;
}
