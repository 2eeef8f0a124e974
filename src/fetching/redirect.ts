import { FetchFailure } from './fetch-failure.js';

const REDIRECTS = new Set([301, 302, 303, 307, 308]);
/** What a request may still say to another origin than the one it was meant for. */
const HARMLESS_HEADERS = new Set(['accept', 'accept-encoding', 'accept-language', 'user-agent']);

/** Where a GET's answer sends us; null when it is final. Throws FetchFailure when it must not be followed. */
export function redirectTarget(from: URL, status: number, location: string | undefined): URL | null {
  if (!REDIRECTS.has(status) || location === undefined) return null;
  const to = URL.parse(utf8(location), from);
  if (!to) throw new FetchFailure('http_error', 'redirect to something that is not an address', status);
  if (from.protocol === 'https:' && to.protocol === 'http:') {
    throw new FetchFailure('blocked_address', 'redirect from https to http', status);
  }
  to.hash = '';
  return to;
}

/** The caller's headers for the next hop: keys and tokens do not leave their origin. */
export function headersFor(from: URL, to: URL, headers: Record<string, string>): Record<string, string> {
  if (from.origin === to.origin) return headers;
  return Object.fromEntries(Object.entries(headers).filter(([name]) => HARMLESS_HEADERS.has(name)));
}

/** Header bytes arrive as Latin-1; servers that send raw non-ASCII in Location mean UTF-8. */
function utf8(value: string): string {
  const bytes = Buffer.from(value, 'latin1');
  const decoded = bytes.toString('utf8');
  return decoded.includes('\uFFFD') ? value : decoded;
}
