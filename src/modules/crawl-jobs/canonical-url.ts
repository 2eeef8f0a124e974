import { createHash } from 'node:crypto';

export interface CanonicalUrl {
  url: string;
  host: string;
  /** SHA-256 of the canonical form, hex. */
  hash: string;
}

/** One spelling per address: parsed by WHATWG rules, without fragment and default port. null: not an http(s) URL. */
export function canonicalUrl(raw: string): CanonicalUrl | null {
  if (raw.length > 4096 || !URL.canParse(raw)) return null;
  const url = new URL(raw);
  if (url.protocol !== 'http:' && url.protocol !== 'https:') return null;
  url.hash = '';
  if (url.hostname.length > 253 || url.href.includes('\0')) return null;
  return { url: url.href, host: url.host, hash: createHash('sha256').update(url.href).digest('hex') };
}
