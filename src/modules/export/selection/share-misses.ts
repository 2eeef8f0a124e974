import { counted } from '../../../common/problem/counted.js';
import type { SelectionPlan } from './selection-plan.js';
import { usedSplits, type Split, type SplitShares } from './split.js';

/**
 * A sentence, without its full stop, when stratified splits are a percent or more off their shares because of classes that cannot have
 * them: as each split gets one group of each class, small ones have more in the small splits than they should.
 */
export function shareMisses(
  { classes, counts, total }: Pick<SelectionPlan, 'classes' | 'counts' | 'total'>,
  shares: SplitShares,
): string[] {
  const used = usedSplits(shares);
  const countOf = (split: Split, index: number): number => counts.get(split)?.[index] ?? 0;
  const missed = classes.flatMap((name, index) => {
    const size = used.reduce((sum, split) => sum + countOf(split, index), 0);
    // beyond what rounding can explain
    const isMissed = (split: Split): boolean =>
      size * shares[split] < 1 || Math.abs(countOf(split, index) - size * shares[split]) >= 1;
    return size > 0 && used.some(isMissed) ? [`${JSON.stringify(name)} (${counted(size, 'image')})`] : [];
  });
  const percents = used.map((split) => {
    const count = classes.reduce((sum, _, index) => sum + countOf(split, index), 0);
    return { split, wanted: shares[split] * 100, is: (count / total) * 100 };
  });
  if (missed.length === 0 || percents.every(({ wanted, is }) => Math.abs(is - wanted) < 1)) return [];
  const told = percents.map(({ split, wanted, is }) => `${split} has ${percent(is)} instead of ${percent(wanted)}`);
  const who = `${missed.length} of ${classes.length} ${classes.length === 1 ? 'class' : 'classes'}`;
  return [
    `${told.join(', ')}, as ${who} have too few images, or too many near duplicates among them, for such shares: ${missed[0]}, for example`,
  ];
}

const percent = (value: number): string => `${Number(value.toFixed(1))} %`;
