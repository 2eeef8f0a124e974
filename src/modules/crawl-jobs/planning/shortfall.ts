import type { LaneEnd } from './lane-end.js';

/** Why a job ended with fewer pictures than it was asked for. */
export interface Shortfall {
  /** Pictures that are missing. */
  missing: number;
  lanes: { keyword: string; source: string; end: LaneEnd; stored: number }[];
}
