import { mkdtemp, rm } from 'node:fs/promises';
import type { ServerResponse } from 'node:http';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { startRedis } from '../dev/services/redis.js';
import type { Service } from '../dev/services/service.js';
import { LocalServers } from '../src/fetching/local-servers.fixture.js';
import { CrawlWorld, creditsOf } from './support/crawl-world.js';
import { noisePicture } from '../dev/lab/noise-picture.js';

const PICTURES = 60;
const RETRY_AFTER = 2;
/** Of iNaturalist, for a minute. */
const LIMIT = 60;

/** A source without end, and a host of pictures that can be told to want a rest. */
class Outside {
  readonly local = new LocalServers();
  readonly searchedAt: number[] = [];
  readonly fetchedAt: number[] = [];
  most = 0;
  wantsRest = false;
  restFrom = Number.POSITIVE_INFINITY;
  private now = 0;

  async start(): Promise<Record<string, string>> {
    const source = await this.local.http((_, response) => this.search(response));
    const host = await this.local.http(({ url = '' }, response) => void this.picture(url, response));
    return {
      FETCH_ALLOW: `127.0.0.1:${source},127.0.0.1:${host}`,
      INATURALIST_URL: `http://127.0.0.1:${source}`,
      PICTURES: `http://127.0.0.1:${host}`,
    };
  }

  private search(response: ServerResponse): void {
    this.searchedAt.push(performance.now());
    const results = [{ id: this.searchedAt.length, photos: [] }];
    setTimeout(() => response.end(JSON.stringify({ total_results: 100_000, results })), 50);
  }

  private async picture(url: string, response: ServerResponse): Promise<void> {
    const number = /^\/(\d+)\.png$/.exec(url)?.[1];
    if (!number) return void response.writeHead(404).end();
    this.fetchedAt.push(performance.now());
    if (this.wantsRest && this.restFrom === Number.POSITIVE_INFINITY) {
      this.restFrom = performance.now();
      return void response.writeHead(429, { 'retry-after': String(RETRY_AFTER) }).end();
    }
    this.most = Math.max(this.most, ++this.now);
    const picture = await noisePicture(Number(number));
    setTimeout(() => {
      this.now -= 1;
      response.end(picture);
    }, 30);
  }
}

describe('Redis that ends in the middle of a crawl', () => {
  const outside = new Outside();
  let dataDir: string;
  let redis: Service;
  let world: CrawlWorld;
  let pictures: string;
  const startOwnRedis = () => startRedis({ dataDir, cacheDir: resolve('.data/cache'), fsync: false, log: () => {} });

  beforeAll(async () => {
    dataDir = await mkdtemp(join(tmpdir(), 'pixcrawler-redis-'));
    redis = await startOwnRedis();
    const { PICTURES: url = '', ...env } = await outside.start();
    pictures = url;
    const alone = { FETCH_HOST_CONCURRENCY: '1', REDIS_URL: redis.url };
    world = await CrawlWorld.start({ env: { ...env, ...alone } });
  });
  afterAll(async () => {
    await world.stop();
    await outside.local.close();
    await redis.stop();
    await rm(dataDir, { recursive: true });
  });

  it('takes no limit with it, nor work that was done, nor credits', async () => {
    const [ann, bob] = [await world.app.givenUser({ credits: 60 }), await world.app.givenUser({ credits: PICTURES })];
    const keywords = ['tit', 'wren', 'owl', 'crane', 'swift', 'heron'];
    const searching = await world.givenJob(ann, { keywords, sources: ['inaturalist'], max_images: 60 });
    const urls = Array.from({ length: PICTURES }, (_, n) => ({ url: `${pictures}/${n}.png` }));
    const asked = { keywords: ['tit'], sources: ['urls'], max_images: PICTURES, options: { urls } };
    const fetching = await world.givenJob(bob, asked);
    const isUnderWay = () => outside.searchedAt.length >= 20 && outside.fetchedAt.length >= 20;
    await vi.waitUntil(isUnderWay, { timeout: 30_000, interval: 5 });
    await redis.stop();
    outside.wantsRest = true;

    expect(await fetching.end()).toMatchObject({ status: 'completed', downloaded_images: PICTURES });
    expect(await creditsOf(bob)).toEqual({ balance: 0, reserved: 0, spent: PICTURES });
    expect(outside.most).toBe(1);
    expect(outside.fetchedAt).toHaveLength(PICTURES + 1); // nothing twice but what was refused
    const rest = outside.fetchedAt.filter(
      (at) => at > outside.restFrom && at < outside.restFrom + 1_000 * RETRY_AFTER - 10,
    );
    expect(rest).toEqual([]);

    await vi.waitUntil(() => outside.searchedAt.length >= LIMIT, { timeout: 30_000, interval: 50 });
    redis = await startOwnRedis();
    const { data } = (await ann.get(`${searching.path}/chunks`).expect(200)).body;
    expect(data.length).toBeGreaterThan(0);
    await vi.waitFor(async () => {
      const { status } = (await world.app.anonymous.get('/health/ready').expect(200)).body;
      expect(status).toBe('ok');
    }, 20_000);
    expect(outside.searchedAt.filter((at) => at < (outside.searchedAt[0] ?? 0) + 55_000)).toHaveLength(LIMIT);
    await ann.post(`${searching.path}/cancel`).expect(200);
    expect(await searching.end()).toMatchObject({ status: 'cancelled', downloaded_images: 0 });
    expect(await creditsOf(ann)).toEqual({ balance: 60, reserved: 0, spent: 0 });
  });
});
