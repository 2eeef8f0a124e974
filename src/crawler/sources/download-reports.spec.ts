import { DownloadReports } from './download-reports.js';
import { query, SourceServer } from './source-server.fixture.js';
import { SourceRegistry } from './source-registry.js';
import { PexelsSource } from './stock/pexels.source.js';
import { UnsplashSource } from './stock/unsplash.source.js';

const server = new SourceServer();
const ANN = ['ann', 'her job'];
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
    for (let n = 0; n < 5; n += 1) reports.report('unsplash', photo(n), ANN);
    reports.report('pexels', photo(9), ANN);
    reports.report('nobody', photo(9), ANN);
    await reports.settled();
    expect(server.asked.map(({ pathname, search }) => pathname + search).sort()).toEqual(
      Array.from({ length: 5 }, (_, n) => `/prefix/photos/id${n}/download?ixid=x${n}`),
    );
  });

  it('does not keep the searches of others waiting', async () => {
    const { env, client } = await server.start({ UNSPLASH_ACCESS_KEY: 'secret', FETCH_HOST_CONCURRENCY: 1 });
    const source = new UnsplashSource(env, client);
    const reports = new DownloadReports(new SourceRegistry([source]));
    server.answer = { body: { total: 0, total_pages: 0, results: [] } };
    for (let n = 0; n < 20; n += 1) reports.report('unsplash', photo(n), ANN);
    await source.search(query('cat', { turn: ['bob', 'his job'] }), null);
    expect(server.asked.length).toBeLessThan(6);
    await reports.settled();
    expect(server.asked.length).toBe(21);
  });

  it('fails nothing when the source does not want to hear of it', async () => {
    const reports = await start();
    server.answer = { status: 401, body: { errors: ['no'] } };
    reports.report('unsplash', photo(1), ANN);
    await expect(reports.settled()).resolves.toBeUndefined();
    expect(server.asked.length).toBe(1);
  });

  it('drops what waits when there is too much of it, or when the process ends', async () => {
    const reports = await start();
    server.answer = { status: 500, body: {} };
    for (let n = 0; n < 2_000; n += 1) reports.report('unsplash', photo(n), ANN);
    await reports.onApplicationShutdown();
    expect(server.asked.length).toBeLessThan(10);
  });
});
