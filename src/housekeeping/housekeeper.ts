import { MikroORM, RequestContext } from '@mikro-orm/postgresql';
import { Injectable, Logger, type OnApplicationBootstrap, type OnModuleDestroy } from '@nestjs/common';
import { IdempotencyKeysRepository } from '../common/idempotency/idempotency-keys.repository.js';
import { Env } from '../config/env.js';
import { CreditWait } from '../modules/crawl-jobs/credit-wait.js';
import { ActivitySweep } from '../modules/activity/activity-sweep.js';
import { JobSweep } from '../modules/crawl-jobs/job-sweep.js';
import { ExportSweep } from '../modules/export/export-sweep.js';
import { DuplicatesService } from '../modules/images/duplicates/duplicates.service.js';
import { ImageSweep } from '../modules/images/image-sweep.js';
import { AccountService } from '../modules/profiles/account.service.js';
import { ProjectSweep } from '../modules/projects/project-sweep.js';
import { UrlListSweep } from '../modules/url-lists/url-list-sweep.js';

/** Repeats what keeps rows and storage in order. Each step may run in several processes at once and may be cut short. */
@Injectable()
export class Housekeeper implements OnApplicationBootstrap, OnModuleDestroy {
  private readonly logger = new Logger(Housekeeper.name);
  private timer: NodeJS.Timeout | null = null;
  private round: Promise<void> | null = null;
  private stopped = false;

  constructor(
    private readonly orm: MikroORM,
    private readonly env: Env,
    private readonly jobs: JobSweep,
    private readonly creditWait: CreditWait,
    private readonly images: ImageSweep,
    private readonly duplicates: DuplicatesService,
    private readonly exports: ExportSweep,
    private readonly lists: UrlListSweep,
    private readonly projects: ProjectSweep,
    private readonly accounts: AccountService,
    private readonly activity: ActivitySweep,
    private readonly idempotencyKeys: IdempotencyKeysRepository,
  ) {}

  onApplicationBootstrap(): void {
    this.timer = setInterval(() => void this.run(), this.env.HOUSEKEEPING_MS);
  }

  async onModuleDestroy(): Promise<void> {
    this.stopped = true;
    if (this.timer) clearInterval(this.timer);
    await this.round;
  }

  /** One round; a round that is under way is not started twice. */
  run(): Promise<void> {
    this.round ??= RequestContext.create(this.orm.em, () => this.sweep()).finally(() => (this.round = null));
    return this.round;
  }

  private async sweep(): Promise<void> {
    await this.step('idle jobs', () => this.jobs.moveIdle());
    await this.step('jobs that wait for credits', () => this.creditWait.resumeAll());
    await this.step('forgotten jobs', () => this.jobs.cancelForgotten());
    await this.step('storage of ended jobs', async () => {
      for (const job of await this.jobs.untidied()) {
        const deleted = await this.images.tidy(job.project_id, job.id);
        if (deleted > 0) this.logger.log(`deleted ${deleted} objects of job ${job.id} that no image names`);
        await this.duplicates.lookBack(job.project_id, job.id); // nobody writes into the job any more
        await this.jobs.markTidied(job.id);
      }
    });
    await this.step('deleted jobs', async () => {
      for (const job of await this.jobs.deleted()) {
        await this.exports.purgeJob(job.id);
        await this.images.purge(job.project_id, job.id);
        await this.jobs.purge(job.id);
      }
    });
    await this.step('deleted lists', () => this.lists.removeDeleted());
    await this.step('expired exports', async () => {
      const expired = await this.exports.expire();
      if (expired > 0) this.logger.log(`deleted the files of ${expired} expired exports`);
    });
    await this.step('deleted accounts', () => this.accounts.eraseLeftovers());
    await this.step('activity log', async () => {
      const removed = await this.activity.prune();
      if (removed > 0) this.logger.log(`removed ${removed} old entries of the activity log`);
    });
    await this.step('deleted projects', async () => {
      for (const projectId of await this.projects.emptyDeleted()) {
        await this.exports.purgeProject(projectId);
        await this.lists.purgeProject(projectId);
        await this.projects.remove(projectId);
      }
    });
    await this.step('idempotency keys', async () => {
      while (!this.stopped && (await this.idempotencyKeys.sweep()));
    });
  }

  /** A step that fails must not keep the others from running; the next round repeats it. */
  private async step(name: string, work: () => Promise<void>): Promise<void> {
    if (this.stopped) return;
    try {
      await work();
    } catch (error) {
      this.logger.warn(`${name}: ${String(error)}`);
    }
  }
}
