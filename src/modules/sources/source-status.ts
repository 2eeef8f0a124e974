import type { SourceState } from '../../crawler/sources/source-health.js';

export const SOURCE_STATUSES = ['ok', 'failing', 'resting', 'unconfigured', 'unknown'] as const;
export type SourceStatus = (typeof SOURCE_STATUSES)[number];

/** How a source does, in a word: what stands in the way of the next search first. */
export function statusOf(configured: boolean, { lastSuccessAt, lastFailureAt, restsUntil }: SourceState): SourceStatus {
  if (!configured) return 'unconfigured';
  if (restsUntil) return 'resting';
  if (lastFailureAt && (!lastSuccessAt || lastFailureAt > lastSuccessAt)) return 'failing';
  return lastSuccessAt ? 'ok' : 'unknown';
}
