import { attributionOf } from '../attribution.js';
import type { FoundImage } from '../image-source.js';
import { plainText } from '../plain-text.js';
import { webUrl } from '../reply-fields.js';
import { statedLicense } from '../stated-license.js';

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
  const license = statedLicense(entry.license ?? null, entry.license_url ?? null);
  const credit = { title, creator, creatorUrl: null, license, source, pageUrl };
  return {
    url,
    pageUrl,
    title,
    creator,
    license: license?.id ?? null,
    licenseUrl: license ? license.url : (entry.license_url ?? webUrl(entry.license)),
    attribution: entry.attribution ?? attributionOf(credit),
    width: null,
    height: null,
  };
}

function text(value: unknown): string | undefined {
  if (typeof value === 'string') return value;
  return typeof value === 'number' || typeof value === 'bigint' ? String(value) : undefined;
}
