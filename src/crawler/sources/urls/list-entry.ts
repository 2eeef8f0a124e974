import { attributionOf } from '../attribution.js';
import type { FoundImage } from '../image-source.js';
import { licenseOfName, licenseOfUrl, otherLicense, type License } from '../license.js';
import { plainText } from '../plain-text.js';
import { webUrl } from '../reply-fields.js';

/** What a list may say about one picture, under the names that users meet. */
export const ENTRY_FIELDS = [
  'url',
  'caption',
  'license',
  'license_url',
  'creator',
  'attribution',
  'page_url',
  'label',
] as const;
export type EntryField = (typeof ENTRY_FIELDS)[number];

/** One usable line of a list; what it does not say is left out. */
export type ListEntry = { url: string } & Partial<Record<Exclude<EntryField, 'url'>, string>>;

const LONGEST = { caption: 2_000, license: 200, creator: 200, attribution: 1_000, label: 100 } as const;
/** What lists write where a licence is not known. */
const NO_LICENSE = /^(\?|-|none|null|nan|n\/a|unknown|undefined|other)$/i;

/** What is usable of a line's raw values; null when its address is none that could be fetched. */
export function entryOf(value: (field: EntryField) => unknown): ListEntry | null {
  const url = webUrl(text(value('url'))?.trim());
  if (url === null) return null;
  const said: Record<Exclude<EntryField, 'url'>, string | null> = {
    caption: plainText(text(value('caption')), LONGEST.caption),
    license: plainText(text(value('license')), LONGEST.license),
    license_url: webUrl(text(value('license_url'))?.trim()),
    creator: plainText(text(value('creator')), LONGEST.creator),
    attribution: plainText(text(value('attribution')), LONGEST.attribution),
    page_url: webUrl(text(value('page_url'))?.trim()),
    label: plainText(text(value('label')), LONGEST.label),
  };
  return { url, ...Object.fromEntries(Object.entries(said).filter(([, part]) => part !== null)) };
}

/** The picture that a line names. */
export function imageOfEntry(entry: ListEntry, source: string): FoundImage {
  const { url } = entry;
  const title = entry.caption ?? null;
  const creator = entry.creator ?? null;
  const pageUrl = entry.page_url ?? null;
  const license = licenseOf(entry);
  const credit = { title, creator, creatorUrl: null, license, source, pageUrl };
  return {
    url,
    pageUrl,
    title,
    creator,
    license: license?.id ?? null,
    licenseUrl: license?.url ?? entry.license_url ?? null,
    attribution: entry.attribution ?? attributionOf(credit),
    width: null,
    height: null,
  };
}

/** A licence by its address, SPDX id, usual short name, or own words; null for the marks of an unknown one. */
function licenseOf(entry: ListEntry): License | null {
  const name = entry.license ?? null;
  const url = entry.license_url ?? null;
  const known = licenseOfUrl(url) ?? licenseOfUrl(webUrl(name));
  if (known) return known;
  if (name === null || NO_LICENSE.test(name) || webUrl(name) !== null) return null;
  if (/^LicenseRef-[\w.+-]+$/.test(name)) return { id: name.slice(0, 100), url, name };
  return licenseOfName(name) ?? otherLicense(name, url);
}

function text(value: unknown): string | undefined {
  if (typeof value === 'string') return value;
  return typeof value === 'number' || typeof value === 'bigint' ? String(value) : undefined;
}
