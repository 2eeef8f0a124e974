import { EntityManager } from '@mikro-orm/postgresql';
import { Injectable } from '@nestjs/common';
import { ExpectedVersion } from '../../common/etag/if-match.js';
import { InvalidState, NotFound } from '../../common/problem/problems.js';
import { Env } from '../../config/env.js';
import { CrawlJobsService } from '../crawl-jobs/crawl-jobs.service.js';
import { isTerminal } from '../crawl-jobs/crawl-job.status.js';
import { Dispatcher } from '../crawl-jobs/dispatcher.js';
import { JobControl } from '../crawl-jobs/job-control.service.js';
import { SourceRules } from '../crawl-jobs/source-rules.js';
import { ProjectsService } from '../projects/projects.service.js';
import type { DatasetRow } from './dataset.row.js';
import { DatasetBuilds } from './dataset-builds.service.js';
import { DatasetsRepository, type DatasetStats } from './datasets.repository.js';
import { distinctKeywords } from './distinct-keywords.js';

export interface DatasetRequest {
  name: string;
  description?: string | null | undefined;
  keywords: readonly string[];
  max_images: number;
  search_engines: readonly string[];
  /** The project that gets the crawl job; a new one without it. */
  project_id?: string | undefined;
}

export interface DatasetChanges {
  name?: string;
  description?: string | null;
}

/** The old dataset API over projects and crawl jobs. Throws NotFound for what is missing, deleted or another user's alike. */
@Injectable()
export class DatasetsService {
  constructor(
    private readonly em: EntityManager,
    private readonly datasets: DatasetsRepository,
    private readonly builds: DatasetBuilds,
    private readonly projects: ProjectsService,
    private readonly crawlJobs: CrawlJobsService,
    private readonly control: JobControl,
    private readonly sources: SourceRules,
    private readonly dispatcher: Dispatcher,
    private readonly env: Env,
  ) {}

  /** One project, one draft of a crawl job; begun at once with LEGACY_DATASETS_START=create. */
  async create(userId: string, request: DatasetRequest): Promise<DatasetRow> {
    const { name, description, max_images } = request;
    const sources = [...request.search_engines];
    this.sources.check(sources, 'search_engines');
    const keywords = distinctKeywords(request.keywords);
    const dataset = await this.em.transactional(async () => {
      const projectId = request.project_id ?? (await this.projects.create(userId, { name, description })).id;
      const jobId = await this.crawlJobs.draft(userId, projectId, { name, keywords, sources, max_images });
      if (this.env.LEGACY_DATASETS_START === 'create') await this.control.begin({ userId, projectId, jobId });
      return this.get(userId, projectId);
    });
    this.dispatcher.ringSoon();
    return dataset;
  }

  page(userId: string, query: { page: number; size: number; projectId?: string | undefined }) {
    return this.datasets.page(userId, query);
  }

  stats(userId: string): Promise<DatasetStats> {
    return this.datasets.stats(userId);
  }

  async get(userId: string, id: string): Promise<DatasetRow> {
    const dataset = await this.datasets.find(userId, id);
    if (!dataset) throw new NotFound('Dataset');
    return dataset;
  }

  /** Throws InvalidState while it is processing. */
  update(userId: string, id: string, changes: DatasetChanges): Promise<DatasetRow> {
    return this.em.transactional(async () => {
      await this.datasets.lockJobs(userId, id);
      mustRest(await this.get(userId, id), 'changed');
      await this.projects.update(userId, id, changes, ExpectedVersion.any);
      return this.get(userId, id);
    });
  }

  /** Drafts go with it. Throws InvalidState while it is processing. */
  async delete(userId: string, id: string): Promise<void> {
    await this.em.transactional(async () => {
      const jobs = await this.datasets.lockJobs(userId, id);
      mustRest(await this.get(userId, id), 'deleted');
      for (const job of jobs) {
        if (!isTerminal(job.status)) await this.control.cancel({ userId, projectId: id, jobId: job.id });
      }
      await this.projects.delete(userId, id, ExpectedVersion.any);
    });
  }

  /** Reserves credits and starts what waits, or tries again what failed. Throws InvalidState, InsufficientCredits. */
  async build(userId: string, id: string): Promise<DatasetRow> {
    await this.builds.build(userId, await this.get(userId, id));
    this.dispatcher.ringSoon();
    return this.get(userId, id);
  }

  /** Ends all jobs that have not ended; one that has ended stays as it is. */
  cancel(userId: string, id: string): Promise<DatasetRow> {
    return this.em.transactional(async () => {
      for (const job of await this.datasets.lockJobs(userId, id)) {
        if (!isTerminal(job.status)) await this.control.cancel({ userId, projectId: id, jobId: job.id });
      }
      return this.get(userId, id);
    });
  }
}

function mustRest({ status }: DatasetRow, verb: string): void {
  if (status === 'processing') {
    throw new InvalidState(`The dataset is processing and cannot be ${verb}; cancel it first`, {
      dataset_status: status,
    });
  }
}
