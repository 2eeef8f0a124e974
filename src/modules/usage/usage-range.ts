import { ValidationFailed } from '../../common/problem/problems.js';

const DAY_MS = 86_400_000;
const DEFAULT_DAYS = 30;
/** Days in one answer. */
export const MAX_DAYS = 366;

/** The days asked for, `YYYY-MM-DD`, both included: 30 days up to `to`, and up to today, unless told. Throws ValidationFailed. */
export function usageRange(from: string | undefined, to: string | undefined, now: Date): { from: string; to: string } {
  const last = to === undefined ? startOf(now) : Date.parse(to);
  const first = from === undefined ? last - (DEFAULT_DAYS - 1) * DAY_MS : Date.parse(from);
  if (first > last) throw ValidationFailed.parameter('from', 'after-to', 'must not be after to');
  if ((last - first) / DAY_MS >= MAX_DAYS)
    throw ValidationFailed.parameter('from', 'too-long', `must be less than ${MAX_DAYS} days before to`);
  return { from: dateOf(first), to: dateOf(last) };
}

const startOf = (time: Date): number => Math.floor(time.getTime() / DAY_MS) * DAY_MS;
const dateOf = (time: number): string => new Date(time).toISOString().slice(0, 10);
