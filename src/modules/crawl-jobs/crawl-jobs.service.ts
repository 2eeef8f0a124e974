import { EntityManager } from '@mikro-orm/postgresql';
import { Injectable } from '@nestjs/common';
import { sql } from 'kysely';
import { randomUUIDv7 } from 'node:crypto';
import type { ExpectedVersion } from '../../common/etag/if-match.js';
import { changesOf } from '../../common/events/changes.js';
import { EventBus } from '../../common/events/event-bus.js';
import { InvalidState, ValidationFailed } from '../../common/problem/problems.js';
import { CreditsService } from '../credits/credits.service.js';
import { ProjectsService } from '../projects/projects.service.js';
import { UrlListsService } from '../url-lists/url-lists.service.js';
import { UsageService } from '../usage/usage.service.js';
import { ChunkOpener } from './planning/chunk-opener.js';
import type { CrawlJobOptions } from './crawl-job-options.js';
import { CrawlJobCreated, CrawlJobDeleted, CrawlJobUpdated } from './crawl-job.events.js';
import { CrawlJobReader } from './crawl-job-reader.service.js';
import { CrawlJobRepository } from './crawl-job.repository.js';
import type { CrawlJobRow, ShownCrawlJob } from './crawl-job.row.js';
import { DRAFT_RUN, isTerminal } from './crawl-job.status.js';
import type { JobPath } from './job-path.js';
import { defaultsFrom, mustBeComplete } from './job-defaults.js';
import { JobPause } from './job-pause.js';
import { LanesRepository } from './planning/lanes.repository.js';
import { revisionOf } from './valid-images.js';

/** Credits per stored image. */
const UNIT_PRICE = 1;

export interface CrawlJobRequest {
  name: string;
  keywords: string[];
  sources: string[];
  max_images: number;
  options?: CrawlJobOptions | undefined;
  priority?: number | undefined;
}

@Injectable()
export class CrawlJobsService {
  constructor(
    private readonly em: EntityManager,
    private readonly projects: ProjectsService,
    private readonly jobs: CrawlJobRepository,
    private readonly reader: CrawlJobReader,
    private readonly lanes: LanesRepository,
    private readonly opener: ChunkOpener,
    private readonly pausing: JobPause,
    private readonly usage: UsageService,
    private readonly lists: UrlListsService,
    private readonly credits: CreditsService,
    private readonly events: EventBus,
  ) {}

  /** One transaction: job, reserve, first chunks, activity. Throws NotFound, InvalidState, ValidationFailed, QuotaExceeded, InsufficientCredits. */
  start(userId: string, projectId: string, request: CrawlJobRequest): Promise<ShownCrawlJob> {
    return this.em.transactional(async () => {
      const job = await this.insert(userId, projectId, request, 1);
      await this.usage.admit(userId, () => this.jobs.openImages(userId));
      const { openChunks } = await this.opener.openNext(job, await this.lanes.of(job));
      await this.jobs.recount(job.id);
      if (!job.options.pay_as_you_go)
        // the hot account row comes last
        await this.credits.reserve(userId, job.id, job.run, job.max_images * UNIT_PRICE);
      await this.announce(job);
      if (openChunks === 0) await this.pausing.pause(job, 'credits'); // a new job has always something to plan
      return this.reader.shown({ userId, projectId, jobId: job.id });
    });
  }

  /** A job that waits, without chunks and reserve, for JobControl.begin. Throws NotFound, InvalidState, ValidationFailed. */
  draft(userId: string, projectId: string, request: CrawlJobRequest): Promise<string> {
    return this.em.transactional(async () => {
      const job = await this.insert(userId, projectId, request, DRAFT_RUN);
      await this.announce(job);
      return job.id;
    });
  }

  /** Name and priority; the priority reaches open chunks as well. */
  update(
    path: JobPath,
    patch: { name?: string | undefined; priority?: number | undefined },
    expected: ExpectedVersion,
  ) {
    return this.em.transactional(async (em) => {
      const before = await this.jobs.lockOwn(path);
      expected.check(revisionOf(before));
      const changes = changesOf<{ name?: string; priority?: number }>(before, JSON.parse(JSON.stringify(patch)));
      if (Object.keys(changes).length === 0) return this.reader.shown(path);
      const { name = before.name, priority = before.priority } = patch;
      const db = em.getKysely();
      await sql`update crawl_jobs set name = ${name}, priority = ${priority}, version = version + 1,
                       updated_at = clock_timestamp() where id = ${before.id}`.execute(db);
      if (priority !== before.priority) {
        await sql`update job_chunks set priority = ${priority}, version = version + 1
                   where job_id = ${before.id} and status in ('pending', 'processing')`.execute(db);
      }
      await this.events.emit(new CrawlJobUpdated(before.user_id, before.id, changes));
      return this.reader.shown(path);
    });
  }

  /** Gone for everybody at once; its rows and objects are swept later. Throws InvalidState while it is not terminal. */
  delete(path: JobPath, expected: ExpectedVersion): Promise<void> {
    return this.em.transactional(async (em) => {
      const job = await this.jobs.lockOwn(path);
      expected.check(revisionOf(job));
      if (!isTerminal(job.status)) {
        throw new InvalidState(`The job is ${job.status}; cancel it first`, { job_status: job.status });
      }
      await sql`update crawl_jobs set deleted_at = clock_timestamp(), version = version + 1 where id = ${job.id}`.execute(
        em.getKysely(),
      );
      await this.events.emit(new CrawlJobDeleted(job.user_id, job.id, { name: job.name }));
    });
  }

  private async insert(
    userId: string,
    projectId: string,
    { name, keywords, sources, max_images, priority = 0, options: requested }: CrawlJobRequest,
    run: number,
  ): Promise<CrawlJobRow> {
    const project = await this.projects.lockActive(userId, projectId);
    const options = { ...defaultsFrom(project.settings), ...given(requested) };
    mustBeComplete(options, sources);
    await this.holdList(userId, projectId, options.url_list_id);
    const { rows } = await sql<CrawlJobRow>`
      insert into crawl_jobs (id, project_id, user_id, name, keywords, sources, max_images, options, run, priority, unit_price)
      values (${randomUUIDv7()}, ${projectId}, ${userId}, ${name}, ${JSON.stringify(keywords)}, ${JSON.stringify(sources)},
              ${max_images}, ${JSON.stringify(options)}, ${run}, ${priority}, ${UNIT_PRICE})
      returning *`.execute(this.em.getKysely());
    return rows[0]!;
  }

  /** Keeps the list that the job will read. @throws ValidationFailed when the project has no such list */
  private async holdList(userId: string, projectId: string, listId: string | undefined): Promise<void> {
    if (listId !== undefined && !(await this.lists.hold(userId, projectId, listId)))
      throw ValidationFailed.pointer('/options/url_list_id', 'unknown-list', 'must be a list of the project');
  }

  private async announce({ user_id, id, name, keywords, sources, max_images, options }: CrawlJobRow): Promise<void> {
    await this.events.emit(new CrawlJobCreated(user_id, id, { name, keywords, sources, max_images, options }));
  }
}

/** Only what the request says: an option that it leaves out is undefined here and must not hide a default. */
const given = (options: CrawlJobOptions = {}): CrawlJobOptions =>
  Object.fromEntries(Object.entries(options).filter(([, value]) => value !== undefined));
