import { setTimeout as sleep } from 'node:timers/promises';
import type { ApiClient } from './api-client.js';
import type { CrawlJob } from './crawl-job.js';
import { serverSentEvents } from './event-stream.js';

/** No change for so long: something is wrong that waiting will not cure. */
const STALL_MS = 120_000;
const RECONNECT_MS = 1_000;

/** Follows the job's event stream until it has ended, through broken connections; answers its last state. Throws when it stalls. */
export async function watchJob(
  api: ApiClient,
  path: string,
  onProgress: (job: CrawlJob) => void,
  stallMs = STALL_MS,
): Promise<CrawlJob> {
  let deadline = Date.now() + stallMs;
  for (;;) {
    const stalled = new AbortController();
    const timer = setInterval(() => {
      if (Date.now() > deadline) stalled.abort();
    }, stallMs / 20);
    try {
      const { body } = await api.open(`${path}/events`, stalled.signal);
      for await (const { event, data } of serverSentEvents(body ?? new ReadableStream<Uint8Array>())) {
        const job: CrawlJob = JSON.parse(data);
        deadline = Date.now() + stallMs;
        if (event === 'done') return job;
        onProgress(job);
      }
    } catch (error) {
      // the server sends the present state to whoever connects again
      if (!(error instanceof TypeError) && !stalled.signal.aborted) throw error;
    } finally {
      clearInterval(timer);
    }
    if (Date.now() > deadline) throw new Error(`the crawl job made no progress for ${stallMs / 1_000} s`);
    await sleep(RECONNECT_MS);
  }
}
