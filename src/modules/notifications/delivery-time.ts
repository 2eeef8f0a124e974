import { clockChange, DAY, instantOf, timeOfDay, wallClock } from './zoned-time.js';

export const DIGESTS = ['realtime', 'daily', 'weekly'] as const;
export type Digest = (typeof DIGESTS)[number];

/** When a user wants to be reached outside the product. */
export interface Timing {
  digest: Digest;
  /** `HH:MM` in `time_zone`; both or neither. From start, inclusive, to end, exclusive; it may span midnight. */
  quiet_hours_start: string | null;
  quiet_hours_end: string | null;
  /** IANA name. */
  time_zone: string;
}

/** Local time of day at which digests are due: daily ones every day, weekly ones on Mondays. */
const DIGEST_HOUR = 8;
const MONDAY = 1;

/** When a notice of `now` (both epoch milliseconds) is to leave: at once or with the next digest, and never in quiet hours. */
export function deliveryTime(now: number, timing: Timing): number {
  const due = timing.digest === 'realtime' ? now : nextDigest(now, timing.digest, timing.time_zone);
  return afterQuietHours(due, timing);
}

/** The first digest after `now`. */
function nextDigest(now: number, digest: 'daily' | 'weekly', zone: string): number {
  const today = Math.floor(wallClock(now, zone) / DAY) * DAY;
  for (let date = today; ; date += DAY) {
    if (digest === 'weekly' && new Date(date).getUTCDay() !== MONDAY) continue;
    const due = instantOf(date + DIGEST_HOUR * 3_600_000, zone);
    if (due > now) return due;
  }
}

/** The first instant from `instant` (epoch milliseconds) on that is not in quiet hours, whatever is done to the clocks meanwhile. */
export function afterQuietHours(instant: number, timing: Timing): number {
  const { quiet_hours_start: start, quiet_hours_end: end, time_zone: zone } = timing;
  if (start === null || end === null) return instant;
  const [from, to] = [timeOfDay(start), timeOfDay(end)];
  const sinceMidnight = (at: number): number => ((wallClock(at, zone) % DAY) + DAY) % DAY;
  const isQuiet = (at: number): boolean => {
    const time = sinceMidnight(at);
    return from < to ? time >= from && time < to : time >= from || time < to;
  };
  let at = instant;
  while (isQuiet(at)) {
    const left = (to - sinceMidnight(at) + DAY) % DAY;
    // the clocks may jump past the end, or back into quiet hours before it
    at = clockChange(at, at + left, zone) ?? at + left;
  }
  return at;
}
