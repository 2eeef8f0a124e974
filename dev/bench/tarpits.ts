import { setTimeout as sleep } from 'node:timers/promises';
import { ApiClient } from '../demo/api-client.js';
import type { CrawlJob } from '../demo/crawl-job.js';
import { watchJob } from '../demo/watch-job.js';
import { TarpitHosts } from '../lab/tarpits/tarpit-hosts.js';
import { bootstrap } from '../start/bootstrap.js';
import { choosePort } from '../start/choose-port.js';
import { launch } from '../start/launch.js';
import { startPlatform } from '../start/platform.js';

/**
 * What hosts that hold requests up take from those that do not, in the whole pipeline, with the processes of `npm run demo`:
 * rounds of one job of all pictures of the good hosts, alone and beside a job of as many tarpits. All are strangers: nobody
 * has met them before, so their robots.txt is read as well. At most 5 rounds of 500 hosts, for their list is one setting.
 * Usage: `node --import @oxc-node/core/register dev/bench/tarpits.ts [hosts] [pictures of each] [rounds] [ms for a picture]`
 */
const [hosts = 500, pictures = 3, rounds = 3, answerMs = 0] = process.argv.slice(2).map(Number);
/** So long after a job the housekeeper has looked back on it. */
const REST_MS = 8_000;
/** As many as chunks work at a time. */
const KEYWORDS = ['one', 'two', 'three', 'four'];

await launch(console.error, async (launched) => {
  const options = { hosts, pictures, answerMs, rounds: { good: 1 + 2 * rounds, tarpits: rounds } };
  const servers = await launched.start(() => TarpitHosts.start(options));
  const port = await choosePort(process.env.PORT);
  const settings = { FETCH_ALLOW: servers.origins.join(','), SIGNUP_CREDITS: '10000000' };
  const platform = await startPlatform(launched, { port, log: console.error, settings });
  const { api_key: key } = await bootstrap(`bench-${Date.now()}@localhost`, platform.env);
  const api = new ApiClient(platform.url, key);

  /** Starts a job of these addresses; answers its path. */
  const start = async (urls: readonly string[]): Promise<string> => {
    const project = await api.post<{ id: string }>('/api/projects', { name: 'Tarpits' });
    const lines = urls.map((url, i) => JSON.stringify({ url, label: KEYWORDS[i % KEYWORDS.length] }));
    const list = await api.upload<{ id: string }>(
      `/api/projects/${project.id}/url-lists?name=tarpits&format=jsonl&label_column=label`,
      'application/jsonl',
      lines.join('\n'),
    );
    const jobs = `/api/projects/${project.id}/crawl-jobs`;
    const { id } = await api.post<CrawlJob>(jobs, {
      name: 'tarpits',
      keywords: KEYWORDS,
      sources: ['urls'],
      max_images: urls.length,
      options: { url_list_id: list.id },
    });
    return `${jobs}/${id}`;
  };

  /** Images per second of every picture of a round's good hosts, on the clock of the database. */
  const rateOfGood = async (round: number): Promise<number> => {
    const path = await start(servers.good(round));
    await watchJob(api, path, () => undefined);
    const { downloaded_images: images, created_at: from, completed_at: to } = await api.get<CrawlJob>(path);
    if (images < hosts * pictures || !to) throw new Error(`only ${images} images`);
    return images / ((Date.parse(to) - Date.parse(from)) / 1_000);
  };

  const alone: number[] = [];
  const beside: number[] = [];
  await rateOfGood(2 * rounds); // compiled
  for (let round = 0; round < rounds; round++) {
    await sleep(REST_MS);
    alone.push(await rateOfGood(2 * round));
    await sleep(REST_MS);
    await servers.mostHeld(); // counts anew
    const stuck = await start(servers.tarpits(round));
    beside.push(await rateOfGood(2 * round + 1));
    const held = await servers.mostHeld();
    await api.post(`${stuck}/cancel`);
    console.log(`${alone[round]!.toFixed(1)} alone, ${beside[round]!.toFixed(1)} beside, ${held} held at most`);
  }
  const shares = beside.map((rate, round) => (100 * rate) / alone[round]!);
  console.log(`images/s alone ${spread(alone, 1)}, beside ${hosts} tarpits ${spread(beside, 1)}`);
  console.log(`${((100 * median(beside)) / median(alone)).toFixed(0)} % of medians, by rounds ${spread(shares, 0)} %`);
  return 0;
});

function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  const [low, high] = [sorted[Math.ceil(sorted.length / 2) - 1], sorted[Math.floor(sorted.length / 2)]];
  return ((low ?? 0) + (high ?? 0)) / 2;
}

function spread(values: readonly number[], digits: number): string {
  return `${median(values).toFixed(digits)} (${Math.min(...values).toFixed(digits)} to ${Math.max(...values).toFixed(digits)})`;
}
