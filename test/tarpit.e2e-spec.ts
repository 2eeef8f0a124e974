import { WikimediaSource } from '../src/crawler/sources/wikimedia.source.js';
import { CrawlWorld } from './support/crawl-world.js';
import { ListedSource, TarpitHosts } from './support/tarpit-hosts.js';

/** Good hosts, and hosts that never answer. `TARPIT_HOSTS=500` gives the figures of docs/operations.md. */
const HOSTS = Number(process.env.TARPIT_HOSTS ?? 30);

const rate = (value: number): string => value.toFixed(1);

describe('hosts that never answer', () => {
  const source = new ListedSource();
  let world: CrawlWorld;
  let hosts: TarpitHosts;
  beforeAll(async () => {
    hosts = await TarpitHosts.start(HOSTS);
    source.lists.set('alone', hosts.good.slice(0, HOSTS));
    source.lists.set('beside', hosts.good.slice(HOSTS, 2 * HOSTS));
    source.lists.set('again', hosts.good.slice(2 * HOSTS));
    source.lists.set('tarpits', hosts.tarpits);
    world = await CrawlWorld.start({
      env: { FETCH_ALLOW: hosts.origins.join(',') },
      override: (module) => module.overrideProvider(WikimediaSource).useValue(source),
    });
  }, 120_000);
  afterAll(async () => {
    await world.stop();
    hosts.stop();
  });

  it('take nothing from those that do', async () => {
    const start = async (keyword: string) => {
      const user = await world.app.givenUser({ credits: 2 * HOSTS });
      return world.givenJob(user, { keywords: [keyword], sources: ['wikimedia'], max_images: HOSTS });
    };
    const timed = async (keyword: string): Promise<number> => {
      const since = performance.now();
      const { downloaded_images } = await (await start(keyword)).end(300_000);
      expect(downloaded_images).toBe(HOSTS);
      return HOSTS / ((performance.now() - since) / 1_000);
    };
    const alone = await timed('alone');
    const stuck = await start('tarpits');
    const beside = await timed('beside');
    const { status, downloaded_images } = await stuck.read();
    expect([status, downloaded_images]).toEqual(['running', 0]); // it was not waited for
    await stuck.user.post(`${stuck.path}/cancel`).expect(200);
    const again = await timed('again');
    const share = Math.round((100 * beside) / ((alone + again) / 2));
    console.log(
      `${HOSTS} good hosts alone: ${rate(alone)} and ${rate(again)} images/s; ` +
        `beside ${HOSTS} tarpits: ${rate(beside)} images/s, ${share} %`,
    );
  }, 600_000);
});
