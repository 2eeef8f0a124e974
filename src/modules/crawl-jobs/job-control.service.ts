import { EntityManager } from '@mikro-orm/postgresql';
import { Injectable } from '@nestjs/common';
import { sql } from 'kysely';
import type { DomainEvent } from '../../common/events/domain-event.js';
import { EventBus } from '../../common/events/event-bus.js';
import { InvalidState, ValidationFailed } from '../../common/problem/problems.js';
import { CreditsService } from '../credits/credits.service.js';
import { ChunkOpener } from './planning/chunk-opener.js';
import { ProjectsService } from '../projects/projects.service.js';
import { UsageService } from '../usage/usage.service.js';
import { planChunks } from './planning/chunk-plan.js';
import {
  CrawlJobBegun,
  CrawlJobCancelled,
  CrawlJobExtended,
  CrawlJobResumed,
  CrawlJobRetried,
} from './crawl-job.events.js';
import { CrawlJobRepository } from './crawl-job.repository.js';
import type { CrawlJobRow } from './crawl-job.row.js';
import { isDraft, statusesFor, transition, type CrawlJobAction, type CrawlJobStatus } from './crawl-job.status.js';
import type { JobPath } from './job-path.js';
import { JobLifecycle } from './job-lifecycle.service.js';
import { JobPause } from './job-pause.js';
import { LanesRepository } from './planning/lanes.repository.js';

/** What a user does to a job: pause, resume, cancel, retry, extend. Each is one transaction under the job's lock. */
@Injectable()
export class JobControl {
  constructor(
    private readonly em: EntityManager,
    private readonly projects: ProjectsService,
    private readonly jobs: CrawlJobRepository,
    private readonly lanes: LanesRepository,
    private readonly lifecycle: JobLifecycle,
    private readonly opener: ChunkOpener,
    private readonly pausing: JobPause,
    private readonly usage: UsageService,
    private readonly credits: CreditsService,
    private readonly events: EventBus,
  ) {}

  /** Takes up a draft: reserves its credits and opens its first chunks. Throws InvalidState for any other job. */
  begin(path: JobPath): Promise<void> {
    return this.em.transactional(async () => {
      const job = await this.jobs.lockOwn(path);
      if (!isDraft(job)) throw new InvalidState('The job was begun before', { job_status: job.status });
      await this.rerun(job, job.status, job.max_images);
      await this.events.emit(new CrawlJobBegun(job.user_id, job.id));
    });
  }

  /** Runs lose their fence at once: what they have not flushed is dropped and its URLs stay open. */
  pause(path: JobPath): Promise<void> {
    return this.change(path, 'pause', async (job) => {
      await this.pausing.pause(job, 'user');
    });
  }

  resume(path: JobPath): Promise<void> {
    return this.change(path, 'resume', async (job, status) => {
      await this.write(job, sql`status = ${status}, pause_reason = null`);
      if (job.options.pay_as_you_go) await this.mustGoOn({ ...job, status });
      return new CrawlJobResumed(job.user_id, job.id, changed(job, status));
    });
  }

  /** What is stored stays and is paid; everything else ends as `cancelled`. */
  cancel(path: JobPath): Promise<void> {
    return this.change(path, 'cancel', async (job) => {
      await this.cancelLocked(job);
    });
  }

  /** Takes up what failed in a way that may heal; throws InvalidState when there is nothing of the kind. */
  retry(path: JobPath): Promise<void> {
    return this.change(path, 'retry', async (job, status) => {
      await this.rerun(job, status, job.max_images);
      return new CrawlJobRetried(job.user_id, job.id, changed(job, status));
    });
  }

  /** Raises max_images and goes on. */
  extend(path: JobPath, maxImages: number): Promise<void> {
    return this.change(path, 'extend', async (job, status) => {
      if (maxImages <= job.max_images) {
        throw ValidationFailed.pointer('/max_images', 'too-small', `must be more than the present ${job.max_images}`);
      }
      await this.rerun(job, status, maxImages);
      const max_images = { from: job.max_images, to: maxImages };
      return new CrawlJobExtended(job.user_id, job.id, { ...changed(job, status), max_images });
    });
  }

  /** For the system: ends a job that is not terminal; the caller's transaction holds its lock. */
  async cancelLocked(job: CrawlJobRow): Promise<void> {
    const { rows } = await sql<{ id: string }>`
      with open as (select id from job_chunks where job_id = ${job.id} and status in ('pending', 'processing')
                     order by id for no key update)
      update job_chunks c set status = 'cancelled', fence = c.fence + 1, lease_until = null from open where c.id = open.id
      returning c.id`.execute(this.em.getKysely());
    const chunkIds = rows.map((row) => row.id);
    await this.lifecycle.closeCandidates(chunkIds, 'cancelled');
    await this.lifecycle.pay(job, chunkIds);
    await this.jobs.recount(job.id);
    await this.write(
      job,
      sql`status = 'cancelled', pause_reason = null, completed_at = clock_timestamp(), tidied_at = null`,
    );
    await this.credits.releaseJob(job.user_id, job.id, job.run);
    await this.events.emit(new CrawlJobCancelled(job.user_id, job.id, changed(job, 'cancelled')));
  }

  private async rerun(job: CrawlJobRow, status: CrawlJobStatus, maxImages: number): Promise<void> {
    await this.projects.lockActive(job.user_id, job.project_id); // an archived project takes no new work
    const next: CrawlJobRow = { ...job, run: job.run + 1, max_images: maxImages };
    await this.lanes.setCancelledAside(job.id);
    const lanes = await this.lanes.of(next);
    const stored = lanes.reduce((sum, lane) => sum + lane.stored, 0);
    if (stored >= maxImages) throw new InvalidState('The job has all its images; extend it to get more');
    const plan = planChunks({ maxImages, openChunks: 0, lanes });
    if (plan.length === 0)
      throw new InvalidState('Nothing is left to try: every source is exhausted and no failure may heal');
    await this.usage.admit(job.user_id, async () => (await this.jobs.openImages(job.user_id)) + maxImages - stored);
    if (!job.options.pay_as_you_go)
      await this.credits.reserve(job.user_id, job.id, next.run, (maxImages - stored) * job.unit_price);
    await this.write(
      job,
      sql`status = ${status}, run = ${next.run}, max_images = ${maxImages}, completed_at = null, tidied_at = null,
          error = null, shortfall = null, pause_reason = null`,
    );
    const { openChunks, unpaid } = await this.opener.openNext(next, lanes);
    await this.jobs.recount(job.id);
    if (unpaid && openChunks === 0) await this.pausing.pause({ ...next, status }, 'credits');
  }

  /** A job that cannot pay for anything stays as it is. Throws InsufficientCredits or MonthlyLimitReached. */
  private async mustGoOn(job: CrawlJobRow): Promise<void> {
    const lanes = await this.lanes.of(job);
    const { openChunks, unpaid } = await this.opener.openNext(job, lanes);
    if (unpaid && openChunks === 0) throw await this.credits.refusal(job.user_id, job.unit_price);
    await this.jobs.recount(job.id);
  }

  private async change(
    path: JobPath,
    action: CrawlJobAction,
    effect: (job: CrawlJobRow, status: CrawlJobStatus) => Promise<DomainEvent | void>,
  ): Promise<void> {
    await this.em.transactional(async () => {
      const job = await this.jobs.lockOwn(path);
      if (isDraft(job) && action !== 'cancel')
        throw new InvalidState('The job is a draft of the old dataset API; build its dataset first');
      const status = transition(job.status, action);
      if (status === null) {
        const allowed = new Intl.ListFormat('en', { type: 'disjunction' }).format(statusesFor(action));
        throw new InvalidState(`A job that is ${job.status} cannot be changed by ${action}; it must be ${allowed}`, {
          job_status: job.status,
        });
      }
      const event = await effect(job, status);
      if (event) await this.events.emit(event);
    });
  }

  private async write(job: CrawlJobRow, change: ReturnType<typeof sql>): Promise<void> {
    await sql`update crawl_jobs set ${change}, event_seq = event_seq + 1, updated_at = clock_timestamp(),
                     version = version + 1
               where id = ${job.id}`.execute(this.em.getKysely());
  }
}

const changed = (job: CrawlJobRow, to: CrawlJobStatus) => ({ status: { from: job.status, to } });
