import type { LaneEnd } from './lane-end.js';
import type { LaneRow } from './lanes.repository.js';

/** Why a job ended with fewer pictures than it was asked for. */
export interface Shortfall {
  /** Pictures that are missing. */
  missing: number;
  /** Each keyword at each source: why there is no more, and what there was. */
  lanes: {
    keyword: string;
    source: string;
    end: LaneEnd;
    /** What the source said, which address it could not read, or which of the URLs named for it were left out. */
    detail?: string;
    stored: number;
    slices?: SliceEnd[];
  }[];
}

/** A narrower search that was tried, or not any more. */
export interface SliceEnd {
  slice: string;
  end: LaneEnd;
  stored: number;
}

/** Null when the job has all it was asked for. `lanes`: all of an ended job; `known`: by source, what explains it if the source said nothing. */
export function shortfallOf(
  maxImages: number,
  lanes: readonly LaneRow[],
  known: Readonly<Record<string, string | null>> = {},
): Shortfall | null {
  const stored = lanes.reduce((sum, lane) => sum + lane.stored, 0);
  if (stored >= maxImages) return null;
  return { missing: maxImages - stored, lanes: searches(lanes).map((search) => explained(search, known)) };
}

/** Whether the sources answered all they were asked; that it was of little use is not their fault. */
export const isAnswered = (lanes: readonly LaneRow[]): boolean =>
  searches(lanes).every((search) => UNTROUBLED.includes(explained(search, {}).end));

const UNTROUBLED: readonly LaneEnd[] = ['exhausted', 'low_yield'];

const searches = (lanes: readonly LaneRow[]): LaneRow[][] => [
  ...Map.groupBy(lanes, ({ keyword, source }) => JSON.stringify([keyword, source])).values(),
];

/** Trouble with the source explains most; that it refuses a narrower search explains nothing. */
function explained(search: LaneRow[], known: Readonly<Record<string, string | null>>): Shortfall['lanes'][number] {
  const { keyword, source } = search[0]!;
  const narrower = search.filter(({ slice }) => slice !== '');
  const ends = search.map((lane) => (lane.slice !== '' && lane.laneEnd === 'bad_request' ? 'exhausted' : endOf(lane)));
  const at = ends.findIndex((end) => !UNTROUBLED.includes(end));
  const detail = search[at]?.detail ?? known[source];
  return {
    keyword,
    source,
    end: ends[at] ?? (ends.includes('low_yield') ? 'low_yield' : 'exhausted'),
    ...(detail && { detail }),
    stored: search.reduce((sum, lane) => sum + lane.stored, 0),
    ...(narrower.length > 0 && {
      slices: narrower.map((lane) => ({ slice: lane.slice, end: endOf(lane), stored: lane.stored })),
    }),
  };
}

const endOf = ({ laneEnd }: LaneRow): LaneEnd => laneEnd ?? 'exhausted';
