import type { SplitShares } from './split.js';

/** Which pictures an export holds, and where they go. */
export interface SelectionOptions {
  splits: SplitShares;
  /** Deals splits and caps anew. */
  seed: number;
  /** Every class has the same shares, as far as its groups allow. */
  stratified: boolean;
  include_duplicates: boolean;
  /** Pictures that a validation or a user marked invalid. */
  include_invalid: boolean;
  /** Classes and ids, as in the options of crawl jobs; null: all. */
  licenses: readonly string[] | null;
  /** Keywords; null: all. */
  only_labels: readonly string[] | null;
  /** At most so many pictures per class; null: no limit. */
  max_per_class: number | 'smallest' | null;
  /** Class per keyword, for those that shall not be called as they were collected; several may become one. */
  class_names: Readonly<Record<string, string>>;
}
