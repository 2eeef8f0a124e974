/** A lane is (keyword, source, slice): one stream of search results. Why it has no more. */
export const LANE_ENDS = [
  'exhausted', // the source has no more results for the keyword
  'unconfigured', // the source needs a key that is not set
  'blocked',
  'auth',
  'quota',
  'bad_request',
  'rate_limited', // it asked to wait again and again
  'upstream',
  'shape_changed',
  'failed', // a chunk of it failed again and again for reasons of our own
  'low_yield', // what its source had last for the keyword brought too few new pictures
] as const;
export type LaneEnd = (typeof LANE_ENDS)[number];

/** A lane that ended so is tried again by retry. */
export const CURABLE_LANE_ENDS: readonly LaneEnd[] = [
  'unconfigured',
  'blocked',
  'auth',
  'quota',
  'rate_limited',
  'upstream',
  'shape_changed',
  'failed',
  'low_yield',
];
