import { FetchLimits } from '../src/fetching/fetch-limits.js';
import { CrawlWorld, creditsOf, type JobRequest } from './support/crawl-world.js';

/** Source, what it does, how its lane ends, how the job ends. Nothing is stored. */
const troubles: [string, string, string, 'completed' | 'failed'][] = [
  ['google', 'blocked', 'blocked', 'failed'],
  ['google', 'consent', 'blocked', 'failed'],
  ['google', 'shape-changed', 'shape_changed', 'failed'],
  ['google', 'bad-request', 'bad_request', 'failed'],
  ['google', 'empty', 'exhausted', 'completed'],
  ['google', 'upstream', 'upstream', 'failed'],
  ['bing', 'blocked', 'blocked', 'failed'],
  ['bing', 'shape-changed', 'shape_changed', 'failed'],
  ['openverse', 'blocked', 'blocked', 'failed'],
  ['openverse', 'shape-changed', 'shape_changed', 'failed'],
  ['openverse', 'empty', 'exhausted', 'completed'],
  ['wikimedia', 'blocked', 'blocked', 'failed'],
  ['wikimedia', 'shape-changed', 'shape_changed', 'failed'],
  ['wikimedia', 'upstream', 'upstream', 'failed'],
  ['wikimedia', 'empty', 'exhausted', 'completed'],
];

describe('crawl jobs whose source', () => {
  let world: CrawlWorld;
  beforeAll(async () => {
    const limits = Object.assign(new FetchLimits(), { headersMs: 2_500, deadlineMs: 4_000 });
    world = await CrawlWorld.start({
      env: { WORKER_CONCURRENCY: '24' },
      override: (module) => module.overrideProvider(FetchLimits).useValue(limits),
    });
  });
  afterAll(() => world.stop());

  /** Runs a job to its end without sitting out the pauses between tries. */
  async function run(request: JobRequest) {
    const user = await world.app.givenUser({ credits: 50 });
    const job = await world.givenJob(user, request);
    const hurry = setInterval(() => void job.skipWaits(), 300);
    const ended = await job.end(30_000).finally(() => clearInterval(hurry));
    const { balance, reserved, spent } = await creditsOf(user);
    expect({ balance, reserved, spent }).toEqual({
      balance: 50 - ended.downloaded_images,
      reserved: 0,
      spent: ended.downloaded_images,
    });
    return ended;
  }

  it.concurrent.each(troubles)(
    '%s answers %s: the lane ends as %s, the job as %s',
    async (source, trouble, end, status) => {
      const ended = await run({ keywords: [`turmeric source:${trouble}`], sources: [source], max_images: 5 });
      expect(ended).toMatchObject({
        status,
        candidates: 0,
        shortfall: { missing: 5, lanes: [{ source, end, stored: 0 }] },
      });
      expect(ended.error === null).toBe(status === 'completed');
    },
    40_000,
  );

  it.concurrent('refuses one keyword: the other fills the job', async () => {
    const ended = await run({ keywords: ['fenugreek', 'dog source:blocked'], sources: ['wikimedia'], max_images: 12 });
    expect(ended).toMatchObject({ status: 'completed', downloaded_images: 12, shortfall: null });
  });

  it.concurrent('refuses: another source fills the job', async () => {
    const ended = await run({
      keywords: ['onion source:shape-changed', 'onion'],
      sources: ['google', 'wikimedia'],
      max_images: 12,
    });
    expect(ended).toMatchObject({ status: 'completed', downloaded_images: 12, shortfall: null });
  });

  it.concurrent('refuses after its first page: what came before is kept, and the shortfall says why', async () => {
    const ended = await run({ keywords: ['pumpkin source:blocked-later'], sources: ['openverse'], max_images: 30 });
    expect(ended).toMatchObject({
      status: 'completed',
      downloaded_images: 20,
      shortfall: { missing: 10, lanes: [{ end: 'blocked', stored: 20 }] },
    });
  });

  it.concurrent('has less than asked for', async () => {
    const ended = await run({ keywords: ['cashew', 'qwertzuiop'], sources: ['openverse'], max_images: 20 });
    expect(ended).toMatchObject({
      status: 'completed',
      downloaded_images: 6,
      progress: 100,
      shortfall: { missing: 14 },
    });
    expect(ended.shortfall.lanes).toMatchObject([
      { end: 'exhausted', stored: 6 },
      { end: 'exhausted', stored: 0 },
    ]);
  });

  it.concurrent(
    'is slow, or refuses every second time, but answers',
    async () => {
      const ends = await Promise.all(
        ['slow', 'upstream-once', 'hang-once'].map((trouble) =>
          run({ keywords: [`mustard source:${trouble}`], sources: ['wikimedia'], max_images: 10 }),
        ),
      );
      for (const ended of ends)
        expect(ended).toMatchObject({ status: 'completed', downloaded_images: 10, shortfall: null });
    },
    40_000,
  );

  // alone: a source that asks to wait is left alone by every job of the process
  it('asks to wait, again and again, or every second time', async () => {
    const limited = { keywords: ['turmeric source:rate-limited'], sources: ['bing'], max_images: 5 };
    const shortfall = { missing: 5, lanes: [{ end: 'rate_limited', stored: 0 }] };
    expect(await run(limited)).toMatchObject({ status: 'failed', candidates: 0, shortfall });
    const once = { keywords: ['mustard source:rate-limited-once'], sources: ['bing'], max_images: 5 };
    expect(await run(once)).toMatchObject({ status: 'completed', downloaded_images: 5, shortfall: null });
  }, 40_000);
});
