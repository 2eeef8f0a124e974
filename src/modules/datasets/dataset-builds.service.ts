import { EntityManager } from '@mikro-orm/postgresql';
import { Injectable } from '@nestjs/common';
import { InvalidState, NotFound } from '../../common/problem/problems.js';
import { isDraft } from '../crawl-jobs/crawl-job.status.js';
import { JobControl } from '../crawl-jobs/job-control.service.js';
import { ProjectsService } from '../projects/projects.service.js';
import { datasetStatusOf } from './dataset-status.js';
import type { DatasetRow } from './dataset.row.js';
import { DatasetsRepository, type DatasetJob } from './datasets.repository.js';

/** What `build` of the old API does to the crawl jobs of a project: all in one transaction, or nothing. */
@Injectable()
export class DatasetBuilds {
  constructor(
    private readonly em: EntityManager,
    private readonly datasets: DatasetsRepository,
    private readonly projects: ProjectsService,
    private readonly control: JobControl,
  ) {}

  /** Begins the drafts of a pending dataset, retries the jobs of a failed one. Throws InvalidState, InsufficientCredits. */
  async build(userId: string, { id: projectId }: Pick<DatasetRow, 'id'>): Promise<void> {
    await this.em.transactional(async () => {
      const jobs = await this.datasets.lockJobs(userId, projectId);
      await this.projects.lockActive(userId, projectId);
      const status = datasetStatusOf(jobs);
      const path = (job: DatasetJob) => ({ userId, projectId, jobId: job.id });
      if (status === 'pending') {
        const drafts = jobs.filter((job) => isDraft(job));
        if (drafts.length === 0) throw new InvalidState('The dataset has no crawl job to build');
        for (const job of drafts) await this.control.begin(path(job));
      } else if (status === 'failed') {
        await this.retry(jobs.map((job) => path(job)));
      } else {
        throw new InvalidState(`The dataset is ${status}; only a pending or failed one can be built`, {
          dataset_status: status,
        });
      }
    });
  }

  /** Of several failed jobs it is enough that one has something left to try. */
  private async retry(paths: Parameters<JobControl['retry']>[0][]): Promise<void> {
    let begun = 0;
    let refusal: unknown = new NotFound('Dataset');
    for (const path of paths) {
      try {
        await this.control.retry(path);
        begun += 1;
      } catch (error) {
        if (!(error instanceof InvalidState)) throw error;
        refusal = error;
      }
    }
    if (begun === 0) throw refusal;
  }
}
