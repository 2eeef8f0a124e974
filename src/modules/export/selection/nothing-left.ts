import type { Removed, SelectionPlan } from './selection-plan.js';

/** Ends of "7 …", with the option that decides. */
const REASONS: Record<keyof Removed | 'gone', string> = {
  label: 'with labels that only_labels does not name',
  invalid: 'marked invalid, by a validation or by hand (include_invalid)',
  duplicate: 'near duplicates (include_duplicates)',
  license: 'under licences that licenses does not allow',
  copy: 'copies of the same picture',
  balance: 'above max_per_class',
  gone: 'taken down meanwhile',
};

/** Why an export that placed none of the pictures of its plan has nothing to hold: how many stayed out for which reason. */
export function nothingLeft({ removed, total }: Pick<SelectionPlan, 'removed' | 'total'>): string {
  const license = Object.values(removed.license).reduce((sum, count) => sum + count, 0);
  const counts: Record<string, number> = { ...removed, license, gone: total };
  const all = Object.values(counts).reduce((sum, count) => sum + count, 0);
  if (all === 0) return 'none was stored, or all were taken down';
  const parts = Object.entries(REASONS).flatMap(([why, text]) => (counts[why] ? [`${counts[why]} ${text}`] : []));
  return `of ${all}, ${parts.join(', ')}`;
}
