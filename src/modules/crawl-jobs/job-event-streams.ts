import { MikroORM, RequestContext } from '@mikro-orm/postgresql';
import { Injectable } from '@nestjs/common';
import { setTimeout } from 'node:timers/promises';
import { NotFound, RateLimited } from '../../common/problem/problems.js';
import { Shutdown } from '../../common/shutdown/shutdown.js';
import { CrawlJobDetailDto } from './crawl-job.dto.js';
import { CrawlJobRepository } from './crawl-job.repository.js';
import type { LiveCrawlJob } from './crawl-job.row.js';
import { isTerminal } from './crawl-job.status.js';
import type { JobPath } from './job-path.js';

const POLL_MS = 500;
const HEARTBEAT_MS = 15_000;
const RECONNECT_MS = 2_000;
const MAX_STREAMS_PER_USER = 20;

/** Server-sent events of jobs. Snapshots of the rows, so nothing is kept for a reader and a slow one just gets fewer. */
@Injectable()
export class JobEventStreams {
  private readonly open_ = new Map<string, number>();
  private readonly reads = new Map<string, Promise<LiveCrawlJob>>();

  constructor(
    private readonly orm: MikroORM,
    private readonly jobs: CrawlJobRepository,
    private readonly shutdown: Shutdown,
  ) {}

  /** Throws NotFound, and RateLimited beyond 20 streams of one user in this process. */
  async open(path: JobPath): Promise<AsyncGenerator<string>> {
    const mine = this.open_.get(path.userId) ?? 0;
    if (mine >= MAX_STREAMS_PER_USER) throw new RateLimited(5);
    await this.read(path);
    this.open_.set(path.userId, mine + 1);
    return this.stream(path);
  }

  private async *stream(path: JobPath): AsyncGenerator<string> {
    let lastId = '';
    let silentSince = performance.now();
    try {
      yield `retry: ${RECONNECT_MS}\n\n`;
      while (!this.shutdown.isDraining) {
        const job = await this.read(path);
        const id = `${job.event_seq}.${job.chunk_version}`;
        if (id !== lastId) {
          const ended = isTerminal(job.status);
          const data = JSON.stringify(CrawlJobDetailDto.from(job));
          yield `id: ${id}\nevent: ${ended ? 'done' : 'progress'}\ndata: ${data}\n\n`;
          if (ended) return;
          lastId = id;
          silentSince = performance.now();
        } else if (performance.now() - silentSince > HEARTBEAT_MS) {
          yield ': heartbeat\n\n';
          silentSince = performance.now();
        }
        await setTimeout(POLL_MS, undefined, { signal: this.shutdown.signal }).catch(() => undefined);
      }
    } catch (error) {
      if (!(error instanceof NotFound)) throw error; // deleted while it was watched: the stream just ends
    } finally {
      const left = (this.open_.get(path.userId) ?? 1) - 1;
      if (left > 0) this.open_.set(path.userId, left);
      else this.open_.delete(path.userId);
    }
  }

  /** Readers of one job that come together share one statement. */
  private read(path: JobPath): Promise<LiveCrawlJob> {
    const key = `${path.userId} ${path.projectId} ${path.jobId}`;
    const present = this.reads.get(key);
    if (present) return present;
    const read = RequestContext.create(this.orm.em, () => this.jobs.live(path));
    this.reads.set(key, read);
    void setTimeout(POLL_MS / 2, undefined, { ref: false }).then(() => this.reads.delete(key));
    return read;
  }
}
