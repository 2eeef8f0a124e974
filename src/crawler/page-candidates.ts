import { canonicalUrl } from '../modules/crawl-jobs/canonical-url.js';
import type { NewCandidate } from '../modules/crawl-jobs/new-candidate.js';
import type { FoundImage } from './sources/image-source.js';
import { allowsLicense } from './sources/license-class.js';

/**
 * The candidates of a source's page, each URL once, in its order. Of what it says of a URL twice, what names a licence goes
 * first, and of these what names one that the job keeps. One under a licence that it does not keep is refused: it is never
 * fetched. Strings that are no web address are left out.
 */
export function candidatesOf(items: readonly FoundImage[], licenses: readonly string[] | undefined): NewCandidate[] {
  const byHash = new Map<string, NewCandidate>();
  for (const item of items) {
    const found = candidateOf(item, licenses);
    if (!found) continue;
    const first = byHash.get(found.urlHash);
    if (!first || worthOf(found) > worthOf(first)) byHash.set(found.urlHash, found);
  }
  return [...byHash.values()];
}

const worthOf = ({ refusal, license }: NewCandidate): number => (license === null ? 0 : refusal ? 1 : 2);

function candidateOf(item: FoundImage, licenses: readonly string[] | undefined): NewCandidate | null {
  const found = canonicalUrl(item.url);
  if (!found) return null;
  const license = clean(item.license)?.slice(0, 100) ?? null;
  const detail = license === null ? 'Its source tells no licence' : `Its licence is ${license}`;
  return {
    url: found.url,
    urlHash: found.hash,
    host: found.host,
    pageUrl: clean(item.pageUrl),
    title: clean(item.title),
    creator: clean(item.creator),
    license,
    licenseUrl: clean(item.licenseUrl),
    attribution: clean(item.attribution),
    refusal: allowsLicense(licenses, license) ? null : { outcome: 'license', detail },
  };
}

/** PostgreSQL stores no NUL, and half a surrogate pair is no text. */
const clean = (text: string | null): string | null => text?.replaceAll('\0', '').toWellFormed().slice(0, 2000) ?? null;
