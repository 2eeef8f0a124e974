import type { FetchFailureReason } from '../fetch-failure.js';
import type { TdmRule } from '../opt-out/tdm-reservation.js';
import type { RobotsRules } from '../robots/robots-rules.js';

/** Nobody knows what the site wants, so nothing may be fetched there: robots.txt could not be read. */
export interface Unreachable {
  reason: FetchFailureReason;
  detail: string;
  retryAfterMs: number | null;
}

/** What one site (scheme, host and port) says to us. Plain data: processes share it as JSON. */
export interface SitePolicy {
  /** When it was read, ISO 8601. */
  fetchedAt: string;
  robots: RobotsRules | null;
  unreachable: Unreachable | null;
  tdm: TdmRule[];
  /** Validators of robots.txt, to ask for it only if it has changed. */
  etag: string | null;
  lastModified: string | null;
}

/** RFC 9309: a copy is good for a day. */
export const FRESH_MS = 86_400_000;
/** So long a site whose robots.txt cannot be read is not asked for it again. */
export const UNREACHABLE_MS = 10_000;

/** Milliseconds that it is still good for; negative when it has to be read again. */
export function freshMs({ fetchedAt, unreachable }: SitePolicy, now = Date.now()): number {
  return Date.parse(fetchedAt) + (unreachable ? UNREACHABLE_MS : FRESH_MS) - now;
}
