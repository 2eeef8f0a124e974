const SECOND = 1_000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;

/** Waits before the first try, the second, and so on. */
const DELAYS = [0, 30 * SECOND, 5 * MINUTE, 30 * MINUTE, 2 * HOUR, 5 * HOUR];

export const MAX_ATTEMPTS = DELAYS.length;

/** Milliseconds to wait after `attempts` tries have failed; null: there is no other. */
export const retryDelay = (attempts: number): number | null => DELAYS[attempts] ?? null;
