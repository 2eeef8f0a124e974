import { inProject } from '../start/project.js';
import type { Launched } from '../start/launched.js';
import type { ApiClient } from './api-client.js';
import { exportArchive } from './archive.js';
import type { CrawlJob } from './crawl-job.js';
import type { ProgressDisplay } from './progress-display.js';
import { RateMeter } from './rate-meter.js';
import type { CrawlResult } from './summary.js';
import { watchJob } from './watch-job.js';

const KEYWORDS = ['vegetable', 'seafood'];
const SOURCES = ['openverse', 'wikimedia'];
const MAX_IMAGES = 260;
const CANCEL_TIMEOUT_MS = 3_000;

/** The main job as a user would do it: a project, a crawl job that is watched to its end, an export that is downloaded. */
export async function crawl(api: ApiClient, launched: Launched, display: ProgressDisplay): Promise<CrawlResult> {
  const project = await api.post<{ id: string }>('/api/projects', {
    name: `Demo ${new Date().toISOString().slice(0, 19).replace('T', ' ')}`,
  });
  const startedAt = performance.now();
  const jobs = `/api/projects/${project.id}/crawl-jobs`;
  const { id } = await api.post<CrawlJob>(jobs, {
    name: 'Vegetables and seafood',
    keywords: KEYWORDS,
    sources: SOURCES,
    max_images: MAX_IMAGES,
  });
  const path = `${jobs}/${id}`;
  const cancellation = await launched.start(() => cancelUnlessEnded(api, path));

  const meter = new RateMeter();
  const paceOf = (now: number, job: CrawlJob) => {
    meter.add(now, job.downloaded_images);
    return {
      elapsedSeconds: (now - startedAt) / 1_000,
      perSecond: meter.perSecond,
      secondsLeft: meter.secondsTo(job.max_images),
    };
  };
  const job = await watchJob(api, path, (state) => display.show(state, paceOf(performance.now(), state)));
  const endedAt = performance.now();
  cancellation.isNeeded = false;
  display.show(job, paceOf(endedAt, job), true);
  if (job.status !== 'completed') throw new Error(`the crawl job ${job.status}: ${job.error ?? 'no reason given'}`);

  const { spent } = await api.get<{ spent: number }>('/api/credits');
  const archive = await exportArchive(api, path, 'imagefolder', inProject('.data', 'demo', `${id}.zip`));
  return { job, creditsSpent: spent, seconds: (endedAt - startedAt) / 1_000, archive };
}

/** An interrupted demo leaves no crawl behind that the next start, without the lab, would go on with. */
function cancelUnlessEnded(api: ApiClient, path: string) {
  return {
    isNeeded: true,
    async stop() {
      if (!this.isNeeded) return;
      const timeout = new Promise((resolve) => setTimeout(resolve, CANCEL_TIMEOUT_MS));
      await Promise.race([api.post(`${path}/cancel`).catch(() => undefined), timeout]);
    },
  };
}
