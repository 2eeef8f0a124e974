import { ImageSource, SourceFailure, type SourcePage } from '../src/crawler/sources/image-source.js';
import { WikimediaSource } from '../src/crawler/sources/wikimedia.source.js';
import { CrawlWorld } from './support/crawl-world.js';

/** A source with a defect: throws what no adapter may throw, or names what nobody can fetch. */
class DefectiveSource extends ImageSource {
  readonly name = 'wikimedia';
  readonly configured = true;
  readonly policy = {
    mode: 'api',
    bulk: 'yes',
    training: 'yes',
    hotlink: 'allowed',
    attribution: 'none',
    downloadTracking: false,
    note: '',
    url: 'https://example.org',
  } as const;

  async search({ keyword }: { keyword: string }): Promise<SourcePage> {
    if (keyword.includes('defect')) throw new TypeError('cannot read properties of undefined');
    if (keyword.includes('quota')) throw new SourceFailure('quota', 'used up', 86_400_000);
    const urls = [
      'data:image/png;base64,AAAA',
      'http://',
      'ftp://example.org/x',
      'http://10.0.0.1/x.jpg',
      'x\0',
      'http://h/'.padEnd(5_000, 'x'),
    ];
    const item = {
      pageUrl: 'x\0y\ud800',
      title: '\0',
      creator: null,
      license: 'L'.repeat(300),
      licenseUrl: null,
      attribution: null,
      width: null,
      height: null,
    };
    return { items: urls.map((url) => ({ ...item, url })), next: null };
  }
}

describe('crawl jobs whose source adapter', () => {
  let world: CrawlWorld;
  beforeAll(async () => {
    world = await CrawlWorld.start({
      env: { GOOGLE_PROVIDER: 'serper', SERPER_API_KEY: '' },
      override: (module) => module.overrideProvider(WikimediaSource).useValue(new DefectiveSource()),
    });
  });
  afterAll(() => world.stop());

  async function run(keyword: string, source = 'wikimedia') {
    const user = await world.app.givenUser({ credits: 5 });
    const job = await world.givenJob(user, { keywords: [keyword], sources: [source], max_images: 5 });
    const hurry = setInterval(() => void job.skipWaits(), 100);
    return job.end(20_000).finally(() => clearInterval(hurry));
  }

  it('is not configured', async () => {
    expect(await run('cat', 'google')).toMatchObject({
      status: 'failed',
      shortfall: { lanes: [{ end: 'unconfigured' }] },
    });
  });

  it('says that the quota is used up', async () => {
    expect(await run('quota')).toMatchObject({ status: 'failed', shortfall: { lanes: [{ end: 'quota' }] } });
  });

  it('throws what it may not throw: the job ends, and retry asks again', async () => {
    const user = await world.app.givenUser({ credits: 5 });
    const job = await world.givenJob(user, { keywords: ['defect'], sources: ['wikimedia'], max_images: 5 });
    const hurry = setInterval(() => void job.skipWaits(), 100);
    const ended = await job.end(25_000).finally(() => clearInterval(hurry));
    const shortfall = { lanes: [{ end: 'failed' }] };
    expect(ended).toMatchObject({ status: 'failed', failed_chunks: 1, total_chunks: 1, shortfall });
    const again = (await user.post(`${job.path}/retry`).expect(200)).body;
    expect(again).toMatchObject({ status: 'running', run: 2, active_chunks: 1 });
    await user.post(`${job.path}/cancel`).expect(200);
    await job.end();
  }, 30_000);

  it('names addresses that cannot be fetched, and text that cannot be stored', async () => {
    const ended = await run('cat');
    expect(ended).toMatchObject({ status: 'completed', candidates: 1, outcomes: { blocked_address: 1 } });
  });
});
