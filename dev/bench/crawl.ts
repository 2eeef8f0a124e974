import { ApiClient } from '../demo/api-client.js';
import type { CrawlJob } from '../demo/crawl-job.js';
import { startLabProcess } from '../demo/lab-process.js';
import { watchJob } from '../demo/watch-job.js';
import { bootstrap } from '../start/bootstrap.js';
import { choosePort } from '../start/choose-port.js';
import { launch } from '../start/launch.js';
import { startPlatform } from '../start/platform.js';

/**
 * Images per second of the whole pipeline, with the processes of `npm run demo`: `node --import @oxc-node/core/register
 * dev/bench/crawl.ts [images] [jobs]`. LAB_FAULTS is the lab's. The first job warms up and is not told of.
 */
const IMAGES = Number(process.argv[2] ?? 1_200);
const JOBS = Number(process.argv[3] ?? 1);
const KEYWORDS = ['vegetable', 'seafood'];
/** Those without a limit of their own that would hold for the lab as well. */
const SOURCES = ['wikimedia', 'google', 'bing'];

await launch(console.error, async (launched) => {
  const settings = await startLabProcess(launched);
  const port = await choosePort(process.env.PORT);
  const platform = await startPlatform(launched, { port, log: console.error, settings });
  const { api_key: key } = await bootstrap(`bench-${Date.now()}@localhost`, platform.env);
  const api = new ApiClient(platform.url, key);

  const crawl = async (images: number): Promise<string> => {
    const project = await api.post<{ id: string }>('/api/projects', { name: 'Bench' });
    const jobs = `/api/projects/${project.id}/crawl-jobs`;
    const since = performance.now();
    const { id } = await api.post<CrawlJob>(jobs, {
      name: 'bench',
      keywords: KEYWORDS,
      sources: SOURCES,
      max_images: images,
    });
    const job = await watchJob(api, `${jobs}/${id}`, () => undefined);
    const seconds = (performance.now() - since) / 1_000;
    if (job.downloaded_images < images) throw new Error(`only ${job.downloaded_images} images: ${job.error}`);
    return JSON.stringify({ images, seconds, rate: images / seconds, outcomes: job.outcomes });
  };
  await crawl(260);
  for (let n = 0; n < JOBS; n++) console.log(await crawl(IMAGES));
  return 0;
});
