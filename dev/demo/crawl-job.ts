/** The fields of a crawl job that the demo shows, as the API sends them. */
export interface CrawlJob {
  id: string;
  status: string;
  error: string | null;
  created_at: string;
  completed_at: string | null;
  max_images: number;
  /** URLs that the sources named. */
  candidates: number;
  downloaded_images: number;
  duplicate_urls: number;
  /** Decided candidates by outcome. */
  outcomes: Record<string, number>;
  by_source: { source: string; candidates: number; stored: number }[];
}

/** `stored` first, then the most frequent. */
export function sortedOutcomes(outcomes: Record<string, number>): [string, number][] {
  return Object.entries(outcomes).sort((a, b) => weight(b) - weight(a) || a[0].localeCompare(b[0]));
}

const weight = ([name, count]: [string, number]): number => (name === 'stored' ? Infinity : count);
