import { createHash } from 'node:crypto';

/** As the draft standard writes it, a quoted string, or bare as most clients do. */
const QUOTED = /^"([\x21\x23-\x7e]{1,255})"$/;
const BARE = /^[\x21\x23-\x7e]{1,255}$/;

/** The key of an Idempotency-Key header, 1 to 255 visible ASCII characters without quotes; null when it holds none. */
export function parseIdempotencyKey(header: string): string | null {
  return QUOTED.exec(header)?.[1] ?? BARE.exec(header)?.[0] ?? null;
}

export interface FingerprintedRequest {
  method: string;
  /** Path and query as routed. */
  url: string;
  /** As read from JSON. */
  body: unknown;
}

/** SHA-256, in hex, of what a request asks for. The order of members in objects does not count. */
export function requestHash({ method, url, body }: FingerprintedRequest): string {
  const text = JSON.stringify([method, url, body ?? null], (_, value: unknown) => sorted(value));
  return createHash('sha256').update(text).digest('hex');
}

function sorted(value: unknown): unknown {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return value;
  return Object.fromEntries(Object.entries(value).toSorted(([a], [b]) => (a < b ? -1 : 1)));
}
