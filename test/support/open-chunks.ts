import type { CrawlJobOptions } from '../../src/modules/crawl-jobs/crawl-job-options.js';
import type { ByHand } from './by-hand.js';

interface Wanted {
  max?: number;
  sources?: string[];
  keywords?: string[];
  options?: CrawlJobOptions | undefined;
}

/** A crawl job of a new user with 1,000 credits, and the ids of its chunks: one lane per keyword and source, all open. */
export async function givenOpenChunks(hand: ByHand, wanted: Wanted = {}) {
  const { max = 10, sources = ['openverse'], keywords = ['cat'], options = {} } = wanted;
  const user = await hand.app.givenUser({ credits: 1_000 });
  const job = await hand.world.givenJob(user, { keywords, sources, max_images: max, options });
  return { user, job, chunks: await hand.chunksOf(job.id) };
}

/** `count` addresses of pictures. */
export const pictureUrls = (count: number, host = 'a.example'): string[] =>
  Array.from({ length: count }, (_, i) => `http://${host}/${i}.png`);
