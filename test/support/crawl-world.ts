import type { TestingModuleBuilder } from '@nestjs/testing';
import { sql } from 'kysely';
import assert from 'node:assert/strict';
import { startLab, type Lab } from '../../dev/lab/lab.js';
import type { FaultLevel } from '../../dev/lab/faults/fault-table.js';
import { brokenInvariants, strayObjects } from './invariants.js';
import { TestApp } from './test-app.js';
import type { TestUser } from './test-user.js';

export interface CrawlWorldOptions {
  faults?: FaultLevel;
  /** False: nothing crawls unless the test does it by hand. */
  workers?: boolean;
  env?: Record<string, string>;
  override?: (module: TestingModuleBuilder) => TestingModuleBuilder;
}

export interface JobRequest {
  keywords: string[];
  sources: string[];
  max_images: number;
  name?: string;
  options?: object;
  priority?: number;
}

/** The application with workers, and the image lab as its outside. */
export class CrawlWorld {
  private constructor(
    readonly app: TestApp,
    readonly lab: Lab,
  ) {}

  static async start({
    faults = 'none',
    workers = true,
    env = {},
    override,
  }: CrawlWorldOptions = {}): Promise<CrawlWorld> {
    const lab = await startLab({ faults });
    const app = await TestApp.start({
      workers,
      env: { ...lab.env, HOUSEKEEPING_MS: '500', ...env },
      ...(override && { override }),
    });
    // jobs that another world of this file left running would ask this lab for pictures too
    await sql`update crawl_jobs set deleted_at = now() where status in ('pending', 'running')`.execute(
      app.db.getKysely(),
    );
    return new CrawlWorld(app, lab);
  }

  async stop(): Promise<void> {
    await this.app.stop();
    await this.lab.stop();
  }

  async givenProject(user: TestUser): Promise<string> {
    return (await user.post('/api/projects', { name: 'Foods' }).expect(201)).body.id;
  }

  /** A job started over HTTP, in a new project unless told. */
  async givenJob(user: TestUser, request: JobRequest, inProject?: string): Promise<Job> {
    const project = inProject ?? (await this.givenProject(user));
    const { body } = await user
      .post(`/api/projects/${project}/crawl-jobs`, { name: 'a crawl', ...request })
      .expect(201);
    return new Job(this.app, user, project, body.id);
  }

  /** Requests that the lab has counted below a path. */
  async hits(prefix: string): Promise<number> {
    const answer = await fetch(`${this.lab.url}/_lab/hits?prefix=${encodeURIComponent(prefix)}`);
    const { total }: { total: number } = JSON.parse(await answer.text());
    return total;
  }
}

/** One crawl job, seen through the API. */
export class Job {
  readonly path: string;

  constructor(
    private readonly app: TestApp,
    readonly user: TestUser,
    readonly projectId: string,
    readonly id: string,
  ) {
    this.path = `/api/projects/${projectId}/crawl-jobs/${id}`;
  }

  async read() {
    return (await this.user.get(this.path).expect(200)).body;
  }

  /** Polls until the predicate holds; returns the job then. */
  until(holds: (job: Awaited<ReturnType<Job['read']>>) => boolean, timeout = 60_000) {
    return vi.waitFor(
      async () => {
        const job = await this.read();
        if (!holds(job))
          throw new Error(`still ${job.status} with ${job.downloaded_images} images: ${JSON.stringify(job.outcomes)}`);
        return job;
      },
      { timeout, interval: 50 },
    );
  }

  /** Waits for the end, then checks every invariant. */
  async end(timeout = 60_000) {
    const job = await this.until(({ status }) => ['completed', 'failed', 'cancelled'].includes(status), timeout);
    assert.deepEqual(await this.broken(), []);
    return job;
  }

  broken(): Promise<string[]> {
    return brokenInvariants(this.app, this.id);
  }

  /** Waits until housekeeping has compared storage with rows; then nothing may lie there that no image names. */
  async tidied(): Promise<void> {
    const isTidy = async (): Promise<void> => assert.equal(await this.column('tidied_at is not null'), true);
    await vi.waitFor(isTidy, { timeout: 30_000, interval: 100 });
    assert.deepEqual(await strayObjects(this.app, this.id), []);
  }

  async images(): Promise<number> {
    const { rows } = await sql<{
      n: number;
    }>`select count(*)::int as n from images where crawl_job_id = ${this.id}`.execute(this.app.db.getKysely());
    return rows[0]!.n;
  }

  /** Makes waits of the job's chunks and URLs end now, as if that much time had gone by. */
  async skipWaits(): Promise<void> {
    const db = this.app.db.getKysely();
    await sql`update job_chunks set available_at = clock_timestamp(), rung_at = null
               where job_id = ${this.id} and status = 'pending' and available_at > clock_timestamp()`.execute(db);
  }

  private async column(expression: string): Promise<unknown> {
    const { rows } = await sql<{
      value: unknown;
    }>`select ${sql.raw(expression)} as value from crawl_jobs where id = ${this.id}`.execute(this.app.db.getKysely());
    return rows[0]?.value;
  }
}

/** What a user has, as the API says. */
export async function creditsOf(user: TestUser): Promise<{ balance: number; reserved: number; spent: number }> {
  const { balance, reserved, spent } = (await user.get('/api/credits').expect(200)).body;
  return { balance, reserved, spent };
}
