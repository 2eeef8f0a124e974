import { DownloadReports } from './download-reports.js';
import { SourceServer } from './source-server.fixture.js';
import { SourceRegistry } from './source-registry.js';
import { PexelsSource } from './stock/pexels.source.js';
import { UnsplashSource } from './stock/unsplash.source.js';

const server = new SourceServer();
afterEach(() => server.close());

const start = async () => {
  const { env, client } = await server.start({ UNSPLASH_ACCESS_KEY: 'secret' });
  return new DownloadReports(new SourceRegistry([new UnsplashSource(env, client), new PexelsSource(env, client)]));
};

const photo = (n: number) => ({
  url: `https://images.unsplash.com/photo-${n}?ixid=x${n}`,
  pageUrl: `https://unsplash.com/photos/id${n}?utm_source=pixcrawler`,
});

describe('DownloadReports', () => {
  it('reports each download to the source that wants to hear of it, and nothing to others', async () => {
    const reports = await start();
    server.answer = { body: { url: 'https://images.unsplash.com/x' } };
    for (let n = 0; n < 5; n += 1) reports.report('unsplash', photo(n));
    reports.report('pexels', photo(9));
    reports.report('nobody', photo(9));
    await reports.settled();
    expect(server.asked.map(({ pathname, search }) => pathname + search).sort()).toEqual(
      Array.from({ length: 5 }, (_, n) => `/prefix/photos/id${n}/download?ixid=x${n}`),
    );
  });

  it('fails nothing when the source does not want to hear of it', async () => {
    const reports = await start();
    server.answer = { status: 401, body: { errors: ['no'] } };
    reports.report('unsplash', photo(1));
    await expect(reports.settled()).resolves.toBeUndefined();
    expect(server.asked.length).toBe(1);
  });

  it('drops what waits when there is too much of it, or when the process ends', async () => {
    const reports = await start();
    server.answer = { status: 500, body: {} };
    for (let n = 0; n < 2_000; n += 1) reports.report('unsplash', photo(n));
    await reports.onApplicationShutdown();
    expect(server.asked.length).toBeLessThan(10);
  });
});
