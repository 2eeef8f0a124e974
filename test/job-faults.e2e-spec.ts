import { FetchLimits } from '../src/fetching/fetch-limits.js';
import { CrawlWorld, creditsOf } from './support/crawl-world.js';

/** What a picture does, and the outcome that its candidate must have; several requests may be made, never more than three. */
const faults: [string, string, number][] = [
  ['none', 'stored', 1],
  ['slow', 'stored', 1],
  ['404', 'http_not_found', 1],
  ['410', 'http_not_found', 1],
  ['403', 'http_forbidden', 1],
  ['500', 'http_error', 3],
  ['429', 'stored', 2],
  ['503', 'stored', 2],
  ['429-forever', 'rate_limited', 3],
  ['redirect', 'stored', 1],
  ['redirect-loop', 'too_many_redirects', 1],
  ['redirect-chain', 'too_many_redirects', 1],
  ['redirect-private', 'blocked_address', 1],
  ['redirect-file', 'blocked_address', 1],
  ['cut', 'connection', 3],
  ['reset', 'connection', 3],
  ['truncated', 'decode_error', 1],
  ['html', 'not_an_image', 1],
  ['empty', 'not_an_image', 1],
  ['svg', 'unsupported_format', 1],
  ['wrong-type', 'stored', 1],
  ['tiny', 'too_small', 1],
  ['oversized', 'too_large', 1],
  ['endless', 'too_large', 1],
  ['gzip-bomb', 'too_large', 1],
  ['pixel-bomb', 'too_large', 1],
];

/** A job that meets nothing but one fault: every candidate ends in the same way, and only what is stored is paid. */
async function playOut(world: CrawlWorld, fault: string, outcome: string, requests: number): Promise<void> {
  const user = await world.app.givenUser({ credits: 20 });
  const options = { min_width: 32 };
  const job = await world.givenJob(user, {
    keywords: [`cashew fault:${fault}`],
    sources: ['openverse'],
    max_images: 20,
    options,
  });
  const ended = await job.end(60_000);
  expect(ended.outcomes).toEqual({ [outcome]: ended.candidates });
  expect(ended.candidates).toBeGreaterThan(0);
  const { data } = (await user.get(`${job.path}/candidates?limit=100`).expect(200)).body;
  const attempts = data.map((candidate: { attempts: number }) => candidate.attempts);
  expect(Math.max(...attempts)).toBeLessThanOrEqual(requests);
  expect(Math.min(...attempts)).toBeGreaterThanOrEqual(1);
  const stored = outcome === 'stored' ? ended.candidates : 0;
  expect(await creditsOf(user)).toEqual({ balance: 20 - stored, reserved: 0, spent: stored });
  const failures = (await user.get(`${job.path}/failures`).expect(200)).body.data;
  expect(failures.every((group: { outcome: string }) => group.outcome === outcome)).toBe(true);
  expect(failures.length > 0).toBe(outcome !== 'stored');
}

describe('candidates', () => {
  let world: CrawlWorld;
  beforeAll(async () => {
    // a host's request to wait holds for everybody who asks it, so the jobs must not crowd
    const roomy = { WORKER_CONCURRENCY: '32', FETCH_HOST_CONCURRENCY: '16', FETCH_CONCURRENCY: '64' };
    world = await CrawlWorld.start({ env: { ...roomy, MAX_IMAGE_BYTES: '2000000' } });
  });
  afterAll(() => world.stop());

  it.concurrent(
    'of a mixed crowd all end, each in one way',
    async () => {
      const user = await world.app.givenUser({ credits: 120 });
      const job = await world.givenJob(user, {
        keywords: ['fruit fault:all'],
        sources: ['google', 'bing'],
        max_images: 60,
      });
      const ended = await job.end(60_000);
      expect(ended).toMatchObject({ status: 'completed', downloaded_images: 60 });
      expect(Object.keys(ended.outcomes).length).toBeGreaterThan(5);
      await job.tidied();
    },
    70_000,
  );

  it.concurrent.each(faults)(
    'whose host plays "%s" end as %s after %i requests at most',
    (...fault) => playOut(world, ...fault),
    70_000,
  );

  it.concurrent(
    'that bring bytes of another one are stored once, with the labels of both',
    async () => {
      const user = await world.app.givenUser({ credits: 200 });
      const keywords = ['crab', 'crab fault:duplicate', 'Crab fault:none'];
      const job = await world.givenJob(user, {
        keywords,
        sources: ['openverse', 'wikimedia', 'google'],
        max_images: 200,
      });
      const ended = await job.end(60_000);
      expect(ended.duplicates).toBeGreaterThan(10);
      expect(ended.outcomes).toEqual({ stored: ended.downloaded_images, duplicate_bytes: ended.duplicates });
      const { data } = (await user.get(`${job.path}/images?limit=100`).expect(200)).body;
      const labels = data.map((image: { labels: unknown[] }) => image.labels.length);
      expect(Math.max(...labels)).toBeGreaterThan(1);
      expect((await creditsOf(user)).spent).toBe(ended.downloaded_images);
    },
    70_000,
  );
});

describe('candidates, when patience is short,', () => {
  let world: CrawlWorld;
  beforeAll(async () => {
    const limits = Object.assign(new FetchLimits(), { deadlineMs: 1_500 });
    world = await CrawlWorld.start({ override: (module) => module.overrideProvider(FetchLimits).useValue(limits) });
  });
  afterAll(() => world.stop());

  it.concurrent.each(['hang', 'drip'])(
    'whose host plays "%s" end as timeout after 3 requests at most',
    (fault) => playOut(world, fault, 'timeout', 3),
    70_000,
  );
});
