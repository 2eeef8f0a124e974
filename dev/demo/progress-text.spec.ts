import * as fc from 'fast-check';
import type { CrawlJob } from './crawl-job.js';
import { progressBlock, progressLine } from './progress-text.js';

const job: CrawlJob = {
  id: '0',
  status: 'running',
  error: null,
  created_at: '2026-11-22T12:00:00.000Z',
  completed_at: null,
  max_images: 260,
  candidates: 200,
  downloaded_images: 130,
  duplicate_urls: 3,
  outcomes: { http_not_found: 2, stored: 130, timeout: 0, duplicate_bytes: 9 },
  by_source: [
    { source: 'openverse', candidates: 120, stored: 70 },
    { source: 'wikimedia', candidates: 80, stored: 60 },
  ],
};
const pace = { elapsedSeconds: 6.4, perSecond: 21.66, secondsLeft: 5.2 };

describe('progress', () => {
  it('draws bar, pace, sources and outcomes', () => {
    expect(progressBlock(job, pace, 120)).toEqual([
      `${'█'.repeat(15)}${'░'.repeat(15)} 50 % 130/260 images, 21.7/s, 6 s, ETA 6 s, running`,
      '  openverse 70 of 120 found, wikimedia 60 of 80 found',
      '  stored 130, duplicate_bytes 9, http_not_found 2',
    ]);
  });

  it('says the same on one line, without an estimate while there is none', () => {
    expect(progressLine({ ...job, outcomes: {}, by_source: [] }, { ...pace, secondsLeft: null })).toBe(
      '50 % 130/260 images, 21.7/s, 6 s, running',
    );
  });

  it('never wraps and never overfills the bar', () => {
    fc.assert(
      fc.property(fc.integer({ min: 10, max: 200 }), fc.nat(2_000), (columns, downloaded) => {
        const lines = progressBlock({ ...job, downloaded_images: downloaded }, pace, columns);
        expect(Math.max(...lines.map((line) => line.length))).toBeLessThanOrEqual(columns);
        expect((lines[0] ?? '').match(/[█░]/g)?.length).toBe(Math.min(30, columns - 1));
      }),
    );
  });
});
