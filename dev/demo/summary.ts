import { sortedOutcomes, type CrawlJob } from './crawl-job.js';
import type { Archive } from './archive.js';

/** What the demo's crawl came to. */
export interface CrawlResult {
  job: CrawlJob;
  creditsSpent: number;
  /** From the request for the crawl to its end. */
  seconds: number;
  archive: Archive;
}

/** A table for people. `archive` is shown as given. */
export function summaryTable({ job, creditsSpent, seconds, archive }: CrawlResult): string[] {
  const byContent = job.outcomes.duplicate_bytes ?? 0;
  const rows: [string, string][] = [
    ['images', String(job.downloaded_images)],
    ['candidates', String(job.candidates)],
    ...sortedOutcomes(job.outcomes).map(([name, count]): [string, string] => [`  ${name}`, String(count)]),
    ['duplicates', `${byContent} by content, ${job.duplicate_urls} by address`],
    ['credits spent', String(creditsSpent)],
    ['seconds', seconds.toFixed(1)],
    ['images/second', (job.downloaded_images / seconds).toFixed(1)],
    ['archive', `${archive.file} (${(archive.bytes / 1_000_000).toFixed(1)} MB)`],
    ['sha256', archive.sha256],
  ];
  const width = Math.max(...rows.map(([name]) => name.length));
  return rows.map(([name, value]) => `${name.padEnd(width)}  ${value}`);
}

/** One line for programs. */
export function summaryJson({ job, creditsSpent, seconds, archive }: CrawlResult): string {
  return JSON.stringify({
    images: job.downloaded_images,
    candidates: job.candidates,
    outcomes: job.outcomes,
    credits_spent: creditsSpent,
    seconds: Number(seconds.toFixed(1)),
    archive: archive.file,
    sha256: archive.sha256,
  });
}
