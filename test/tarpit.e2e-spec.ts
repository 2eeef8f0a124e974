import { sql } from 'kysely';
import { TarpitHosts } from '../dev/lab/tarpits/tarpit-hosts.js';
import { CrawlWorld, type Job } from './support/crawl-world.js';

/** The rates of 500 and 500 are measured by dev/bench/tarpits.ts. */
const HOSTS = 20;
const PICTURES = 4;
/** As many as chunks work at a time. */
const KEYWORDS = ['one', 'two', 'three', 'four'];
const PATIENCE = { timeout: 60_000, interval: 100 };

describe('hosts that hold requests up', () => {
  let world: CrawlWorld;
  let hosts: TarpitHosts;
  beforeAll(async () => {
    hosts = await TarpitHosts.start({ hosts: HOSTS, pictures: PICTURES });
    world = await CrawlWorld.start({ env: { FETCH_ALLOW: hosts.origins.join(','), LEASE_MS: '2000' } });
  }, 120_000);
  afterAll(async () => {
    await world.stop();
    await hosts.stop();
  });

  const crawl = async (addresses: readonly string[]): Promise<Job> => {
    const user = await world.app.givenUser({ credits: addresses.length });
    const urls = addresses.map((url, i) => ({ url, label: KEYWORDS[i % KEYWORDS.length] }));
    const request = { keywords: KEYWORDS, sources: ['urls'], max_images: urls.length, options: { urls } };
    return world.givenJob(user, request);
  };

  it('keep neither slots of workers nor of requests', async () => {
    const stuck = await crawl(hosts.tarpits());
    await vi.waitFor(async () => expect(await hosts.mostHeld()).toBeGreaterThan(HOSTS / 2), PATIENCE);
    const good = await crawl(hosts.good());
    expect(await good.end()).toMatchObject({ status: 'completed', downloaded_images: HOSTS * PICTURES });
    expect(await stuck.read()).toMatchObject({ status: 'running', downloaded_images: 0 }); // it was not waited for
    expect(await hosts.mostHeld()).toBeGreaterThan(0);
    await stuck.user.post(`${stuck.path}/cancel`).expect(200);
  });

  it('lose no lease while nothing is written, and let go within seconds of a cancel', async () => {
    await vi.waitFor(async () => expect(await hosts.mostHeld()).toBe(0), PATIENCE);
    const stuck = await crawl(hosts.tarpits());
    await vi.waitFor(async () => expect(await hosts.mostHeld()).toBeGreaterThan(0), PATIENCE);
    await new Promise((resolve) => setTimeout(resolve, 3_000)); // longer than a lease
    const { rows } = await sql<{ alive: boolean }>`
      select lease_until > clock_timestamp() as alive from job_chunks where job_id = ${stuck.id}`.execute(
      world.app.db.getKysely(),
    );
    expect(rows).toEqual(KEYWORDS.map(() => ({ alive: true })));
    await stuck.user.post(`${stuck.path}/cancel`).expect(200);
    await vi.waitFor(async () => expect(await hosts.mostHeld()).toBe(0), { timeout: 4_000, interval: 100 });
  });
});
