import { MikroORM, RequestContext } from '@mikro-orm/postgresql';
import { Injectable } from '@nestjs/common';
import { setTimeout } from 'node:timers/promises';
import { NotFound } from '../../common/problem/problems.js';
import { StreamPlaces } from '../../common/rate-limit/stream-places.js';
import { Shutdown } from '../../common/shutdown/shutdown.js';
import { CrawlJobDetailDto } from './crawl-job.dto.js';
import { CrawlJobReader } from './crawl-job-reader.service.js';
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
  private readonly places = new StreamPlaces(MAX_STREAMS_PER_USER);
  private readonly reads = new Map<string, Promise<LiveCrawlJob>>();

  constructor(
    private readonly orm: MikroORM,
    private readonly jobs: CrawlJobReader,
    private readonly shutdown: Shutdown,
  ) {}

  /**
   * `lastId`: of the last event that the reader has; `gone`: the reader left. Null: the job has ended, and the reader knows.
   * Throws NotFound, and RateLimited beyond 20 streams of one user in this process.
   */
  async open(path: JobPath, lastId: string | undefined, gone: AbortSignal): Promise<AsyncGenerator<string> | null> {
    const leave = this.places.take(path.userId);
    // a generator that nobody starts, or that waits, would not notice
    if (gone.aborted) leave();
    gone.addEventListener('abort', leave, { once: true });
    try {
      const job = await this.readNow(path);
      if (isTerminal(job.status) && idOf(job) === lastId) {
        leave();
        return null;
      }
    } catch (error) {
      leave();
      throw error;
    }
    return this.stream(path, AbortSignal.any([gone, this.shutdown.signal]), leave);
  }

  private async *stream(path: JobPath, ended: AbortSignal, leave: () => void): AsyncGenerator<string> {
    let lastId = '';
    let silentSince = performance.now();
    try {
      yield `retry: ${RECONNECT_MS}\n\n`;
      while (!ended.aborted) {
        const job = await this.read(path);
        const id = idOf(job);
        if (id !== lastId) {
          const done = isTerminal(job.status);
          const data = JSON.stringify(CrawlJobDetailDto.from(job));
          yield `id: ${id}\nevent: ${done ? 'done' : 'progress'}\ndata: ${data}\n\n`;
          if (done) return;
          lastId = id;
          silentSince = performance.now();
        } else if (performance.now() - silentSince > HEARTBEAT_MS) {
          yield ': heartbeat\n\n';
          silentSince = performance.now();
        }
        await setTimeout(POLL_MS, undefined, { signal: ended }).catch(() => undefined);
      }
    } catch (error) {
      if (!(error instanceof NotFound)) throw error; // deleted while it was watched: the stream just ends
    } finally {
      leave();
    }
  }

  /** Readers of one job that come together share one statement. */
  private read(path: JobPath): Promise<LiveCrawlJob> {
    return this.reads.get(keyOf(path)) ?? this.readNow(path);
  }

  /** For the first look, which must not see a job that is gone. */
  private readNow(path: JobPath): Promise<LiveCrawlJob> {
    const key = keyOf(path);
    const read = RequestContext.create(this.orm.em, () => this.jobs.live(path));
    this.reads.set(key, read);
    const forget = (): void => void (this.reads.get(key) === read && this.reads.delete(key));
    void setTimeout(POLL_MS / 2, undefined, { ref: false }).then(forget);
    return read;
  }
}

const idOf = (job: LiveCrawlJob): string => `${job.event_seq}.${job.chunk_version}`;

const keyOf = ({ userId, projectId, jobId }: JobPath): string => `${userId} ${projectId} ${jobId}`;
