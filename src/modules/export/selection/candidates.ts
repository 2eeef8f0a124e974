import { allowsLicense } from '../../../crawler/sources/license-class.js';
import type { SelectionRow } from './export-row.js';
import type { SelectionOptions } from './selection-options.js';

/** Why a picture stays out; `copy`: another crawl job of the project has a better one of the same bytes for that class. */
export type Exclusion = 'label' | 'invalid' | 'duplicate' | 'license' | 'copy';

/** A picture under the name of its class. */
export interface Candidate<Row> {
  row: Row;
  className: string;
}

type Rules = Pick<
  SelectionOptions,
  'include_duplicates' | 'include_invalid' | 'licenses' | 'only_labels' | 'class_names'
>;

/**
 * The pictures that may be exported, once per class, by sha256 and class. `rows` come by sha256: those of one picture lie
 * side by side, one for each crawl job that has it, and may be stored in different sizes.
 */
export async function* candidates<Row extends SelectionRow>(
  rows: AsyncIterable<Row>,
  rules: Rules,
  onExcluded: (row: Row, why: Exclusion) => void = () => undefined,
): AsyncGenerator<Candidate<Row>> {
  const exclusionOf = exclusion(rules);
  const names = new Map(Object.entries(rules.class_names));
  let same: Row[] = [];
  for await (const row of rows) {
    if (same[0] && same[0].sha256 !== row.sha256) {
      yield* oncePerClass(same, names, onExcluded);
      same = [];
    }
    const why = exclusionOf(row);
    if (why) onExcluded(row, why);
    else same.push(row);
  }
  yield* oncePerClass(same, names, onExcluded);
}

function* oncePerClass<Row extends SelectionRow>(
  rows: Row[],
  names: ReadonlyMap<string, string>,
  onExcluded: (row: Row, why: Exclusion) => void,
) {
  const classes = new Map<string, Row>();
  for (const row of rows) {
    const className = names.get(row.keyword) ?? row.keyword;
    const best = classes.get(className);
    const isBetter = best === undefined || pixels(row) > pixels(best);
    if (isBetter) classes.set(className, row);
    if (best) onExcluded(isBetter ? best : row, 'copy');
  }
  const sorted = [...classes].sort(([a], [b]) => (a < b ? -1 : 1));
  for (const [className, row] of sorted) yield { className, row };
}

const pixels = ({ width, height }: SelectionRow): number => width * height;

function exclusion({ include_duplicates, include_invalid, licenses, only_labels }: Rules) {
  const labels = only_labels && new Set(only_labels);
  return (row: SelectionRow): Exclusion | null => {
    if (labels && !labels.has(row.keyword)) return 'label';
    if (!include_invalid && row.is_valid === false) return 'invalid';
    if (!include_duplicates && row.is_duplicate) return 'duplicate';
    if (licenses && !allowsLicense(licenses, row.license)) return 'license';
    return null;
  };
}
