import type { Removed } from './selection/selection-plan.js';
import type { Split } from './selection/split.js';

/** What became of which pictures. */
export interface ExportReport {
  classes: number;
  /** Pictures per split; splits without pictures are missing. */
  splits: Partial<Record<Split, number>>;
  /** Pictures that the options left out, by reason. */
  removed: Removed;
  /** Pictures that were taken down while the export was made. */
  gone: number;
  /** Classes that a split lacks, a sentence per split, and how far small classes take it from its share; missing: neither. */
  warnings?: string[];
}
