import { foldedKey } from '../../../common/validation/text-rules.js';
import type { ListedUrl } from '../crawl-job-options.js';

/** What is known of an uploaded list without reading it. */
export interface ListContents {
  url_count: number;
  /** URLs by label, as it is written; those without one are not counted here. Null: nothing is known of labels. */
  labels: Readonly<Record<string, number>> | null;
}

/** The URLs that a job names for the source `urls`. */
export interface ListedUrls {
  /** Those that belong to one of its keywords; the same one may be there twice. */
  usable: number;
  /** Those whose label is none of its keywords. */
  leftOut: number;
  /** Some of those are in the uploaded list. */
  leavesOutOfList: boolean;
  /** Some of these labels, the most frequent first. */
  labels: string[];
}

const SHOWN = 3;

/** Which of the URLs in a request and of an uploaded list a job with these keywords takes. */
export function listedUrls(
  keywords: readonly string[],
  urls: readonly ListedUrl[],
  list: ListContents | null,
): ListedUrls {
  const listLabels = list?.labels ?? {};
  const counts = new Map(Object.entries(listLabels));
  for (const { label } of urls) if (label !== undefined) counts.set(label, (counts.get(label) ?? 0) + 1);
  const known = new Set(keywords.map(foldedKey));
  const isForeign = (label: string): boolean => !known.has(foldedKey(label));
  const foreign = [...counts].filter(([label]) => isForeign(label)).sort(([, a], [, b]) => b - a);
  const leftOut = foreign.reduce((sum, [, count]) => sum + count, 0);
  return {
    usable: urls.length + (list?.url_count ?? 0) - leftOut,
    leftOut,
    leavesOutOfList: Object.keys(listLabels).some(isForeign),
    labels: foreign.slice(0, SHOWN).map(([label]) => label),
  };
}

/** Null: all are taken. */
export function leftOutText({ usable, leftOut, labels }: ListedUrls): string | null {
  if (leftOut === 0) return null;
  const names = labels.map((label) => `“${label}”`).join(', ');
  const all = usable + leftOut;
  const have = leftOut === 1 ? 'has a label that is' : 'have labels that are';
  const are = leftOut === 1 ? 'is' : 'are';
  return `${leftOut} of ${all} ${urlsOf(all)} ${have} none of the keywords, such as ${names}, and ${are} left out`;
}

/** The word for so many. */
export const urlsOf = (count: number): string => (count === 1 ? 'URL' : 'URLs');
