/** Most pictures that one chunk may accept. */
export const CHUNK_SIZE = 100;
/** Open chunks of one job; keeps discovery from running far ahead of the downloads. */
export const MAX_OPEN_CHUNKS = 64;

/** One stream of search results. */
export interface Lane {
  keyword: string;
  source: string;
  slice: string;
}

/** Equal for equal lanes. */
export const laneKey = ({ keyword, source, slice }: Lane): string => JSON.stringify([keyword, source, slice]);

export interface LaneState extends Lane {
  /** Pictures accepted by its closed chunks. */
  stored: number;
  /** Σ targets of its open chunks: what they accepted or still may accept. */
  open: number;
  /** An open chunk of it has not finished asking the source. */
  discovering: boolean;
  /** Known URLs that closed chunks did not need. */
  leftover: number;
  /** The source has no more. */
  ended: boolean;
  /** Milliseconds for which the source asked to be left alone. */
  restMs: number;
}

export interface PlanState {
  maxImages: number;
  openChunks: number;
  lanes: LaneState[];
}

export interface PlannedChunk extends Lane {
  target: number;
  /** Milliseconds before it may begin. */
  delayMs: number;
}

/**
 * The chunks to open next. Pure, and safe to repeat: Σ open targets + accepted never exceeds `maxImages`, each lane
 * gets at most one chunk and none while it discovers, and what is missing is shared so that keywords end as equal as
 * their sources allow. A lane whose source rests leaves its part to the keyword's others; with nothing under way, to
 * other keywords; and only when nobody else can give, the job waits for it. An empty plan without open chunks means
 * that the job is over.
 */
export function planChunks(state: PlanState): PlannedChunk[] {
  const plan = planAmong(state);
  if (plan.length > 0 || state.openChunks > 0) return plan;
  if (state.lanes.every((lane) => lane.restMs === 0)) return plan;
  const instead = planAmong({ ...state, lanes: state.lanes.map(endedIfResting) });
  if (instead.length > 0) return instead;
  const rests = new Map(state.lanes.map((lane) => [laneKey(lane), lane.restMs]));
  return planAmong({ ...state, lanes: state.lanes.map((lane) => ({ ...lane, restMs: 0 })) }).map((chunk) => ({
    ...chunk,
    delayMs: rests.get(laneKey(chunk)) ?? 0,
  }));
}

function planAmong({ maxImages, openChunks, lanes }: PlanState): PlannedChunk[] {
  const keywords = [...Map.groupBy(lanes, (lane) => lane.keyword).values()].map((own) => ({
    have: own.reduce((sum, lane) => sum + lane.stored + lane.open, 0),
    live: own.filter(canGiveMore),
  }));
  const missing = maxImages - keywords.reduce((sum, keyword) => sum + keyword.have, 0);
  const wanting = keywords.filter((keyword) => keyword.live.length > 0);
  const shares = fillEvenly(
    wanting.map((keyword) => keyword.have),
    missing,
  );
  const plan = wanting.flatMap(({ live }, index) => shareAmongLanes(live, shares[index] ?? 0));
  return plan.slice(0, Math.max(0, MAX_OPEN_CHUNKS - openChunks));
}

const endedIfResting = (lane: LaneState): LaneState => (lane.restMs > 0 ? { ...lane, ended: true, leftover: 0 } : lane);

const canGiveMore = (lane: LaneState): boolean => !lane.ended || lane.leftover > 0;

/** Busy lanes keep their part of the share: they ask for it when they are done discovering. */
function shareAmongLanes(live: LaneState[], share: number): PlannedChunk[] {
  const part = Math.ceil(share / Math.max(1, live.filter((lane) => lane.restMs === 0).length));
  const planned: PlannedChunk[] = [];
  let left = share;
  for (const lane of live) {
    if (lane.discovering || lane.restMs > 0) continue;
    const target = Math.min(part, left, CHUNK_SIZE, lane.ended ? lane.leftover : CHUNK_SIZE);
    if (target <= 0) continue;
    planned.push({ keyword: lane.keyword, source: lane.source, slice: lane.slice, target, delayMs: 0 });
    left -= target;
  }
  return planned;
}

/** How much to add to each level so that `amount` in all makes the lowest levels as equal as possible. */
export function fillEvenly(levels: number[], amount: number): number[] {
  const added = levels.map(() => 0);
  if (amount <= 0 || levels.length === 0) return added;
  const order = levels.map((_, index) => index).sort((a, b) => levels[a]! - levels[b]! || a - b);
  let left = amount;
  let water = levels[order[0]!]!;
  for (let width = 1; width <= order.length && left > 0; width++) {
    const ceiling = width < order.length ? levels[order[width]!]! : Infinity;
    const raise = Math.min(ceiling - water, Math.floor(left / width));
    water += raise;
    left -= raise * width;
    if (water < ceiling) {
      // less than one each is left: the first get one more
      order.slice(0, width).forEach((index, turn) => (added[index] = water - levels[index]! + (turn < left ? 1 : 0)));
      return added;
    }
  }
  order.forEach((index) => (added[index] = Math.max(0, water - levels[index]!)));
  return added;
}
