import type { CrawlJob } from './crawl-job.js';
import { progressBlock, progressLine, type Pace } from './progress-text.js';

/** The part of a terminal or of a pipe that is needed. */
export interface Output {
  isTTY?: boolean;
  columns?: number;
  write(text: string): unknown;
}

const PLAIN_EVERY_SECONDS = 1;
const DEFAULT_COLUMNS = 80;

/** Shows progress: redrawn in place on a terminal, elsewhere (and in CI) a plain line each second. */
export class ProgressDisplay {
  private drawn = 0;
  private lastPlainAt = -Infinity;
  private readonly redraws: boolean;

  constructor(
    private readonly output: Output,
    isCi: boolean,
  ) {
    this.redraws = output.isTTY === true && !isCi;
  }

  /** `isLast` is shown whenever the line before was. */
  show(job: CrawlJob, pace: Pace, isLast = false): void {
    if (this.redraws) {
      const lines = progressBlock(job, pace, this.output.columns ?? DEFAULT_COLUMNS);
      const up = this.drawn > 0 ? `\u001B[${this.drawn}A` : '';
      this.output.write(`${up}\u001B[J${lines.join('\n')}\n`);
      this.drawn = lines.length;
    } else if (isLast || pace.elapsedSeconds - this.lastPlainAt >= PLAIN_EVERY_SECONDS) {
      this.lastPlainAt = pace.elapsedSeconds;
      this.output.write(`${progressLine(job, pace)}\n`);
    }
  }
}
