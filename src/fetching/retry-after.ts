/** The longest wait that a server can impose, in milliseconds. */
export const MAX_RETRY_AFTER_MS = 600_000;

/**
 * Milliseconds that a Retry-After header asks for (seconds or an HTTP date), clamped to 0–10 minutes; null when it is
 * absent or unreadable. A date is measured against the answer's own Date header, so a wrong clock does not matter.
 */
export function retryAfterMs(headers: Readonly<Record<string, string>>, now: number = Date.now()): number | null {
  const value = headers['retry-after']?.trim();
  if (!value) return null;
  if (/^\d+$/.test(value)) return clamp(Number(value) * 1_000);
  if (!/^[A-Za-z]{3,9},? /.test(value)) return null; // Date.parse reads far more than HTTP dates
  const until = Date.parse(value);
  if (Number.isNaN(until)) return null;
  const sent = Date.parse(headers['date'] ?? '');
  return clamp(until - (Number.isNaN(sent) ? now : sent));
}

function clamp(ms: number): number {
  return Math.min(Math.max(ms, 0), MAX_RETRY_AFTER_MS);
}
