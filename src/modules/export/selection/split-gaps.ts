import { counted } from '../../../common/problem/counted.js';
import type { SelectionPlan } from './selection-plan.js';
import { usedSplits, type SplitShares } from './split.js';

/** Classes of one sentence that are called by their names. */
const NAMED = 20;

/** A sentence, without its full stop, for each split with a share that lacks classes: which, and how many pictures they have. */
export function splitGaps(
  { classes, counts }: Pick<SelectionPlan, 'classes' | 'counts'>,
  shares: SplitShares,
): string[] {
  const sizes = classes.map((_, index) => [...counts.values()].reduce((sum, split) => sum + (split[index] ?? 0), 0));
  return usedSplits(shares).flatMap((split) => {
    const missing = classes.flatMap((name, index) =>
      counts.get(split)?.[index] ? [] : [`${JSON.stringify(name)} (${counted(sizes[index] ?? 0, 'image')})`],
    );
    if (missing.length === 0) return [];
    const more = missing.length > NAMED ? ` and ${missing.length - NAMED} more` : '';
    return [`No image falls into ${split} of ${missing.slice(0, NAMED).join(', ')}${more}`];
  });
}
