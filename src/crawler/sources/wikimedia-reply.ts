import { attributionOf } from './attribution.js';
import { type FoundImage, SourceFailure, type SourceFailureKind } from './image-source.js';
import { type License, licenseOfName, licenseOfUrl, otherLicense } from './license.js';
import { htmlText, plainText } from './plain-text.js';
import { elements, fields, isRecord, pixels, webUrl, wholeNumber } from './reply-fields.js';

/** Error codes come with HTTP 200. Whatever is not listed is the query's fault. */
const ERRORS: readonly [RegExp, SourceFailureKind][] = [
  [/^(ratelimited|maxlag|actionthrottledtext)$/, 'rate_limited'],
  [/^(readonly|internal_api_error|search-backend|cirrussearch-backend|db)/, 'upstream'],
  [/^(blocked|autoblocked|permissiondenied|readapidenied)/, 'blocked'],
  [/^(mwoauth|badtoken|notoken|assert)/, 'auth'],
];

/** Throws when the reply is an error or no query reply at all. */
export function checkReply(reply: unknown, retryAfterMs: number | null): Record<string, unknown> {
  if (!isRecord(reply)) throw new SourceFailure('shape_changed', 'no JSON object');
  if (isRecord(reply['error'])) {
    const code = plainText(fields(reply['error'])['code'], 60) ?? 'unknown';
    const kind = ERRORS.find(([pattern]) => pattern.test(code))?.[1] ?? 'bad_request';
    throw new SourceFailure(kind, `API error ${code}`, retryAfterMs);
  }
  if (!('query' in reply) && !('batchcomplete' in reply))
    throw new SourceFailure('shape_changed', 'neither query nor end');
  return reply;
}

/** The pages of a reply, in either format version. Throws when they are in none. */
export function pagesOf(reply: Record<string, unknown>): Record<string, unknown>[] {
  if (!('query' in reply)) return [];
  const { pages } = fields(reply['query']);
  const list = elements(pages) ?? (isRecord(pages) ? Object.values(pages) : null);
  if (!list) throw new SourceFailure('shape_changed', 'no pages');
  return list.filter(isRecord);
}

/** By search rank; the reply is in the order of page ids. */
export function byRank(a: Record<string, unknown>, b: Record<string, unknown>): number {
  return rankOf(a) - rankOf(b);
}

function rankOf(page: Record<string, unknown>): number {
  return wholeNumber(page['index'], -1e9, 1e9) ?? 1e9;
}

/** Null for pages without a usable file. */
export function readFile(page: Record<string, unknown>, base: string): FoundImage | null {
  const info = fields(elements(page['imageinfo'])?.[0]);
  const url = webUrl(info['url'], base);
  if (url === null) return null;
  const metadata = fields(info['extmetadata']);
  const meta = (name: string): unknown => fields(metadata[name])['value'];
  const artist = htmlText(meta('Artist'), 200);
  const title = htmlText(meta('ObjectName')).text ?? titleOfFile(page['title']);
  const pageUrl = webUrl(info['descriptionurl'], base);
  const licenseUrl = webUrl(meta('LicenseUrl'), base);
  const license = licenseOf(htmlText(meta('License')).text, htmlText(meta('LicenseShortName')).text, licenseUrl);
  const creator = artist.text;
  const creatorUrl = artist.href === null ? null : webUrl(artist.href, base);
  return {
    url,
    pageUrl,
    title,
    creator,
    license: license?.id ?? null,
    licenseUrl: license?.url ?? licenseUrl,
    attribution: attributionOf({ title, creator, creatorUrl, license, source: 'Wikimedia Commons', pageUrl }),
    width: pixels(info['width']),
    height: pixels(info['height']),
  };
}

/** The address says most; it is missing for the public domain and for licences of Commons' own. */
function licenseOf(code: string | null, shortName: string | null, url: string | null): License | null {
  return licenseOfUrl(url) ?? licenseOfName(code) ?? licenseOfName(shortName) ?? otherLicense(shortName, url);
}

function titleOfFile(title: unknown): string | null {
  return typeof title === 'string' ? htmlText(title.replace(/^[^:]*:/, '').replace(/\.\w{2,5}$/, '')).text : null;
}
