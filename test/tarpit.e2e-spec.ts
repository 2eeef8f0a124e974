import { WikimediaSource } from '../src/crawler/sources/wikimedia.source.js';
import { CrawlWorld, type Job } from './support/crawl-world.js';
import { ListedSource, TarpitHosts } from './support/tarpit-hosts.js';

/** `TARPIT_HOSTS=500 TARPIT_ROUNDS=6` gives the figures of docs/figures.md. */
const HOSTS = Number(process.env.TARPIT_HOSTS ?? 20);
const ROUNDS = Number(process.env.TARPIT_ROUNDS ?? 1);
/** Of each good host. */
const PICTURES = Number(process.env.TARPIT_PICTURES ?? 4);
/** Milliseconds that a good host takes for one. */
const ANSWER_MS = Number(process.env.TARPIT_ANSWER_MS ?? 0);
/** As many as chunks work at a time. */
const KEYWORDS = 4;
const PATIENCE = { timeout: 120_000, interval: 250 };

const keywordsOf = (list: string): string[] => Array.from({ length: KEYWORDS }, (_, turn) => `${list} ${turn}`);

const median = (values: readonly number[]): number => {
  const sorted = values.toSorted((a, b) => a - b);
  const [low, high] = [sorted[Math.ceil(sorted.length / 2) - 1], sorted[Math.floor(sorted.length / 2)]];
  return ((low ?? 0) + (high ?? 0)) / 2;
};

const spread = (values: readonly number[], digits: number): string =>
  `${median(values).toFixed(digits)} (${Math.min(...values).toFixed(digits)} to ${Math.max(...values).toFixed(digits)})`;

describe('hosts that hold requests up', () => {
  const source = new ListedSource();
  const deal = (list: string, urls: readonly string[]): void => {
    for (const keyword of keywordsOf(list)) source.lists.set(keyword, []);
    urls.forEach((url, i) => source.lists.get(`${list} ${i % KEYWORDS}`)?.push(url));
  };
  let world: CrawlWorld;
  let hosts: TarpitHosts;
  beforeAll(async () => {
    hosts = await TarpitHosts.start(HOSTS, PICTURES, HOSTS * ROUNDS, ANSWER_MS);
    deal('good', hosts.good);
    for (let round = 0; round < ROUNDS; round++) {
      deal(`tarpits ${round}`, hosts.tarpits.slice(round * HOSTS, (round + 1) * HOSTS));
    }
    world = await CrawlWorld.start({
      env: { FETCH_ALLOW: hosts.origins.join(','), LEASE_MS: '15000', HOUSEKEEPING_MS: '5000' },
      override: (module) => module.overrideProvider(WikimediaSource).useValue(source),
    });
  }, 120_000);
  afterAll(async () => {
    await world.stop();
    await hosts.stop();
  });

  const start = async (list: string, images: number): Promise<Job> => {
    const user = await world.app.givenUser({ credits: images });
    return world.givenJob(user, { keywords: keywordsOf(list), sources: ['wikimedia'], max_images: images });
  };

  /** Images per second of every good host's pictures, on the clock of the database. */
  const rateOfGood = async (): Promise<number> => {
    const images = HOSTS * PICTURES;
    const job = await start('good', images);
    await vi.waitFor(async () => expect(await job.read()).toMatchObject({ status: 'completed' }), PATIENCE);
    const { downloaded_images, created_at, completed_at } = await job.end();
    expect(downloaded_images).toBe(images);
    return images / ((Date.parse(completed_at) - Date.parse(created_at)) / 1_000);
  };

  it('take nothing from those that do not', async () => {
    const alone: number[] = [];
    const beside: number[] = [];
    const held: number[] = [];
    await rateOfGood(); // compiled, connected, every robots.txt read
    for (let round = 0; round < ROUNDS; round++) {
      await vi.waitFor(async () => expect(await hosts.mostHeld()).toBe(0), PATIENCE);
      alone.push(await rateOfGood());
      const stuck = await start(`tarpits ${round}`, HOSTS);
      beside.push(await rateOfGood());
      expect(await stuck.read()).toMatchObject({ status: 'running', downloaded_images: 0 }); // it was not waited for
      held.push(await hosts.mostHeld());
      await stuck.user.post(`${stuck.path}/cancel`).expect(200);
    }
    const shares = beside.map((rate, round) => (100 * rate) / alone[round]!);
    console.log(
      `${HOSTS} good hosts, ${HOSTS * PICTURES} images a round: ${spread(alone, 1)} images/s alone, ` +
        `${spread(beside, 1)} beside ${HOSTS} tarpits with ${spread(held, 0)} requests in their hands at most: ` +
        `${((100 * median(beside)) / median(alone)).toFixed(0)} %, by rounds ${spread(shares, 0)} %`,
    );
    expect(Math.min(...held)).toBeGreaterThan(HOSTS / 2);
  }, 900_000);
});
