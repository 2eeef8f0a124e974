import { isExpansion } from './expansion.js';
import type { LaneEnd } from './lane-end.js';
import type { LaneRow } from './lanes.repository.js';

/** Slices and expansions of one keyword at one source that may be searched side by side. */
const AT_ONCE = 2;
/** A whole search that named less than this part of the source's depth ended because there is no more. */
const NEAR_DEPTH = 0.25;
/** A lane that ended so says nothing about the next slice; any other end is trouble with the source itself. */
const HARMLESS: readonly LaneEnd[] = ['exhausted', 'low_yield', 'bad_request'];

/** One keyword at one source: everything that the next lanes depend on. */
export interface Search {
  keyword: string;
  source: string;
  /** Lanes that have chunks, by their slices. */
  known: ReadonlyMap<string, LaneRow>;
  /** Of the source, in order. */
  slices: readonly string[];
  /** Of the job, in order, as slices. */
  expansions: readonly string[];
  /** Most URLs of one search of the source; null: all that it has. */
  depth: number | null;
  /** Whether the last slices, or the last expansions, brought too few new pictures. */
  tooLow: (kind: { expansion: boolean }) => boolean;
}

/**
 * The lanes of one keyword at one source. The whole search comes first. When the source has no more of it, the slices
 * follow in order, unless the whole search had too few results for a slice to have others, and then the expansions; a few
 * at a time and after the URLs that are left over, until all have ended, the source refuses, or they bring too little: the
 * first that is then not asked is there as ended by `low_yield`.
 * What it says depends on chunks alone, and without a new chunk it says the same again.
 */
export function lanesInPlay({ keyword, source, known, slices, expansions, depth, tooLow }: Search): LaneRow[] {
  const narrower = [...slices, ...expansions];
  const isLow = (slice: string): boolean => tooLow({ expansion: isExpansion(slice) });
  const whole = known.get('') ?? untouched(keyword, source, '');
  const place = ({ slice }: LaneRow): number => narrower.indexOf(slice);
  const started = [...known.values()].filter(({ slice }) => slice !== '').toSorted((a, b) => place(a) - place(b));
  const lanes = [
    whole,
    ...started.map((lane) => {
      if (lane.ended) return lane;
      // a slice that the source had when it was planned, and has no more
      if (!narrower.includes(lane.slice)) return endedBy('exhausted', lane);
      return isLow(lane.slice) ? endedBy('low_yield', lane) : lane;
    }),
  ];
  const isDeep = whole.named > 0 && whole.named >= NEAR_DEPTH * (depth ?? 0);
  const untried = [...(isDeep ? slices : []), ...expansions].filter((slice) => !known.has(slice));
  const given = untried.find(isLow);
  if (whole.laneEnd !== 'exhausted' || lanes.some(isTrouble) || lanes.some(hasLeftover)) return lanes;
  if (given !== undefined) lanes.push(endedBy('low_yield', untouched(keyword, source, given)));
  const room = AT_ONCE - lanes.filter((lane) => !lane.ended).length;
  const restMs = Math.max(...lanes.map((lane) => lane.restMs));
  const next = untried.filter((slice) => !isLow(slice)).slice(0, Math.max(0, room));
  return [...lanes, ...next.map((slice) => ({ ...untouched(keyword, source, slice), restMs }))];
}

const isTrouble = ({ laneEnd }: LaneRow): boolean => laneEnd !== null && !HARMLESS.includes(laneEnd);

const hasLeftover = ({ ended, leftover }: LaneRow): boolean => ended && leftover > 0;

const endedBy = (laneEnd: LaneEnd, lane: LaneRow): LaneRow => ({ ...lane, ended: true, laneEnd });

const untouched = (keyword: string, source: string, slice: string): LaneRow => ({
  keyword,
  source,
  slice,
  stored: 0,
  open: 0,
  named: 0,
  openChunks: 0,
  discovering: false,
  leftover: 0,
  ended: false,
  cursor: null,
  laneEnd: null,
  detail: null,
  restMs: 0,
});
