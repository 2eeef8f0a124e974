import type { FetchAnswer } from '../../fetching/fetch-request.js';

/** Longer pages are results, whatever words they hold. */
const SORRY_PAGE_LENGTH = 2_000;
const CHALLENGE = ['/cdn-cgi/challenge-platform/', 'orchestrate/jsch/v1', 'window._cf_chl_enter('];

/** Which wall an answer is, or null when it is none. */
export function blockPage({ status, headers, body }: FetchAnswer): string | null {
  const wall = wallOfLocation(headers['location'] ?? '');
  if (status >= 300 && status < 400) return wall;
  if (!/html|text\/plain/.test(headers['content-type'] ?? 'text/html')) return null;
  const page = body.toString('latin1', 0, 200_000);
  return cloudflare(status, headers['server'] ?? '', page) ?? captcha(status, page);
}

function wallOfLocation(location: string): string | null {
  const url = URL.parse(location, 'https://relative.invalid');
  if (!url) return null;
  if (url.hostname === 'sorry.google.com' || /(^|\/)sorry(\/|$)/.test(url.pathname)) return 'Google sorry page';
  if (url.hostname.startsWith('consent.') || url.pathname.includes('/consent/')) return 'consent page';
  return /captcha|\/challenge/i.test(url.hostname + url.pathname) ? 'captcha' : null;
}

function cloudflare(status: number, server: string, page: string): string | null {
  if (!/^cloudflare/i.test(server)) return null;
  if (status === 429 || status === 503) {
    const challenged = page.includes('__cf_chl_jschl_tk__=') || CHALLENGE.every((mark) => page.includes(mark));
    if (challenged) return 'Cloudflare challenge';
  }
  if (status === 403 && page.includes('__cf_chl_captcha_tk__=')) return 'Cloudflare captcha';
  if (status === 403 && page.includes('<span class="cf-error-code">1020</span>')) return 'Cloudflare firewall';
  return null;
}

function captcha(status: number, page: string): string | null {
  if (status >= 400 && /https:\/\/www\.google\.com\/recaptcha\/|unusual traffic/.test(page)) return 'captcha';
  return page.length < SORRY_PAGE_LENGTH && page.includes('/sorry/') ? 'Google sorry page' : null;
}
