import { CrawlWorld } from './support/crawl-world.js';
import { TestApp } from './support/test-app.js';
import type { TestUser } from './support/test-user.js';

const COLLECTIONS = ['inaturalist', 'gbif', 'smithsonian', 'met', 'europeana', 'nasa'];

interface Source {
  name: string;
  configured: boolean;
  policy: { reasons: string[]; [name: string]: unknown };
  health: { status: string; [name: string]: unknown };
  [name: string]: unknown;
}

describe('image sources', () => {
  let world: CrawlWorld;
  let user: TestUser;
  beforeAll(async () => {
    world = await CrawlWorld.start({ env: { WORKER_CONCURRENCY: '12' } });
    user = await world.app.givenUser({ credits: 1_000 });
  });
  afterAll(() => world.stop());

  const sources = async (): Promise<Map<string, Source>> => {
    const { body } = await user.get('/api/sources').expect(200);
    return new Map(body.data.map((source: Source) => [source.name, source]));
  };

  it('say what each can do and what its terms allow', async () => {
    const known = await sources();
    expect([...known.keys()]).toEqual(expect.arrayContaining(['google', 'bing', 'openverse', ...COLLECTIONS]));
    expect(known.get('gbif')).toMatchObject({
      mode: 'api',
      configured: true,
      key: 'none',
      depth: 100_000,
      slices: expect.arrayContaining(['date:2020-2029']),
      filters_licenses: false,
      policy: {
        bulk: 'limited',
        training: 'per_item',
        hotlink: 'allowed',
        attribution: 'per_item',
        download_tracking: false,
        reasons: ['bulk-limited'],
        url: expect.stringMatching(/^https:/),
      },
    });
    expect(known.get('inaturalist')).toMatchObject({
      limits: [
        { requests: 60, seconds: 60 },
        { requests: 10_000, seconds: 86_400 },
      ],
      depth: null,
      filters_licenses: true,
      policy: { reasons: ['bulk-forbidden'] },
    });
    expect(known.get('europeana')).toMatchObject({ key: 'required', configured: true });
    expect(known.get('google')).toMatchObject({ mode: 'scrape', policy: { bulk: 'no' } });
  });

  it('need credentials and the scope', async () => {
    await world.app.anonymous.get('/api/sources').expect(401);
    const other = await world.app.givenUser({ scopes: ['jobs:read'] });
    await other.get('/api/sources').expect(403);
  });

  it('warn the request of the seeds, and accept it', async () => {
    const projectId = await world.givenProject(user);
    const seeds = {
      name: 'Google Images Crawl',
      keywords: ['cat', 'dog'],
      max_images: 10,
      sources: ['google', 'bing'],
    };
    const { body } = await user.post(`/api/projects/${projectId}/crawl-jobs`, seeds).expect(201);
    expect(body.warnings).toMatchObject([
      { source: 'google', reasons: expect.arrayContaining(['bulk-forbidden']), url: expect.stringMatching(/^https:/) },
      { source: 'bing', reasons: ['bulk-forbidden', 'training-unknown'], message: expect.stringContaining('bulk') },
    ]);
    await user.post(`/api/projects/${projectId}/crawl-jobs/${body.id}/cancel`).expect(200);
  });

  it.concurrent.each(COLLECTIONS)(
    '%s fills a job',
    async (name) => {
      const job = await world.givenJob(user, { keywords: ['spice'], sources: [name], max_images: 12 });
      expect(await job.end(35_000)).toMatchObject({ status: 'completed', downloaded_images: 12, shortfall: null });
      expect((await sources()).get(name)?.health).toMatchObject({
        status: 'ok',
        last_success_at: expect.any(String),
        rests_until: null,
      });
    },
    40_000,
  );

  it('show how they do now', async () => {
    expect((await sources()).get('bing')?.health['last_failure_at']).toBeNull();
    const job = await world.givenJob(user, {
      keywords: ['fish source:shape-changed'],
      sources: ['bing'],
      max_images: 5,
    });
    await job.end();
    const known = await sources();
    expect(known.get('bing')?.health).toMatchObject({ status: 'failing', last_failure: 'shape_changed' });
    expect(known.get('flickr')?.health).toMatchObject({ last_success_at: null, last_failure: null });
  });

  it('that ask to wait are shown to rest', async () => {
    const job = await world.givenJob(user, {
      keywords: ['fish source:quota'],
      sources: ['europeana'],
      max_images: 5,
    });
    await job.end();
    const { health } = (await sources()).get('europeana')!;
    expect(health).toMatchObject({ status: 'resting', last_failure: 'quota' });
    expect(Date.parse(String(health['rests_until']))).toBeGreaterThan(Date.now());
  });
});

describe('SOURCE_POLICY=strict', () => {
  let app: TestApp;
  beforeAll(async () => {
    app = await TestApp.start({ env: { SOURCE_POLICY: 'strict' } });
  });
  afterAll(() => app.stop());

  it('refuses sources whose terms do not fit, with every reason; the others pass', async () => {
    const user = await app.givenUser({ credits: 100 });
    const { id } = (await user.post('/api/projects', { name: 'p' }).expect(201)).body;
    const job = { name: 'j', keywords: ['cat'], max_images: 5 };
    const path = `/api/projects/${id}/crawl-jobs`;
    const { body } = await user.post(path, { ...job, sources: ['wikimedia', 'bing'] }).expect(422);
    expect(body).toMatchObject({
      type: expect.stringMatching(/source-not-allowed$/),
      warnings: [{ source: 'bing', reasons: ['bulk-forbidden', 'training-unknown'] }],
      errors: [
        { pointer: '/sources/1', code: 'bulk-forbidden' },
        { pointer: '/sources/1', code: 'training-unknown' },
      ],
    });
    const started = await user.post(path, { ...job, sources: ['wikimedia', 'met'] }).expect(201);
    expect(started.body.warnings).toEqual([]);
  });
});
