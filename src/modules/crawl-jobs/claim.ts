import type { CrawlJobOptions } from './crawl-job-options.js';

/** What one run of a chunk holds. It may write as long as nobody has raised the fence. */
export interface Claim {
  chunkId: string;
  fence: number;
  jobId: string;
  projectId: string;
  userId: string;
  keyword: string;
  /** All keywords of the job, in its order. */
  keywords: string[];
  source: string;
  slice: string;
  options: CrawlJobOptions;
  /** Pictures the chunk may accept, and how many it already has. */
  target: number;
  stored: number;
  cursor: string | null;
  discovered: boolean;
  /** Chunks of its lane in this run that closed because the source asked to wait. */
  laneRests: number;
  /** Claims since the last result, this one included. */
  attemptsWithoutProgress: number;
}

/** The fence was passed: paused, cancelled, or taken over by another worker. Write nothing more. */
export class ClaimLost extends Error {
  constructor({ chunkId, fence }: Claim) {
    super(`Chunk ${chunkId}: fence ${fence} was passed`);
  }
}
