import { sortedOutcomes, type CrawlJob } from './crawl-job.js';

export interface Pace {
  elapsedSeconds: number;
  /** Stored images per second. */
  perSecond: number;
  /** null while unknown. */
  secondsLeft: number | null;
}

const BAR_CELLS = 30;

/** Three lines, none wider than `columns`: bar and pace, the sources, what became of the candidates. */
export function progressBlock(job: CrawlJob, pace: Pace, columns: number): string[] {
  const filled = Math.min(BAR_CELLS, Math.floor((BAR_CELLS * job.downloaded_images) / job.max_images));
  const bar = '█'.repeat(filled) + '░'.repeat(BAR_CELLS - filled);
  const lines = [`${bar} ${paceOf(job, pace)}`, `  ${sourcesOf(job)}`, `  ${outcomesOf(job)}`];
  return lines.map((line) => (line.length > columns ? `${line.slice(0, columns - 1)}…` : line));
}

/** The same on one line, for logs. */
export function progressLine(job: CrawlJob, pace: Pace): string {
  return [paceOf(job, pace), sourcesOf(job), outcomesOf(job)].filter(Boolean).join(' | ');
}

function paceOf(job: CrawlJob, { elapsedSeconds, perSecond, secondsLeft }: Pace): string {
  const eta = secondsLeft === null ? '' : `, ETA ${Math.ceil(secondsLeft)} s`;
  const percent = Math.floor((100 * job.downloaded_images) / job.max_images);
  const images = `${job.downloaded_images}/${job.max_images} images`;
  return `${percent} % ${images}, ${perSecond.toFixed(1)}/s, ${elapsedSeconds.toFixed(0)} s${eta}, ${job.status}`;
}

function sourcesOf({ by_source: sources }: CrawlJob): string {
  return sources.map(({ source, stored, candidates }) => `${source} ${stored} of ${candidates} found`).join(', ');
}

function outcomesOf({ outcomes }: CrawlJob): string {
  return sortedOutcomes(outcomes)
    .filter(([, count]) => count > 0)
    .map(([outcome, count]) => `${outcome} ${count}`)
    .join(', ');
}
