import { EntityManager } from '@mikro-orm/postgresql';
import { Injectable } from '@nestjs/common';
import { setTimeout } from 'node:timers/promises';
import { InvalidState, ServiceUnavailable } from '../../common/problem/problems.js';
import { checkedOptions } from '../export/export-options.js';
import { ExportJobsService } from '../export/export-jobs.service.js';
import { imagefolder } from '../export/formats/imagefolder.js';
import type { SentObject } from '../images/object-sender.js';
import { DatasetArchivesRepository } from './dataset-archives.repository.js';
import type { DatasetRow } from './dataset.row.js';

/** Old clients wait for the archive in one request. */
const PATIENCE_MS = 25_000;
const POLL_MS = 200;
const TRY_AGAIN_S = 5;

export interface DatasetArchive {
  exportId: string;
  object: SentObject;
}

/** The archive that the old API offers: an export of the whole project, made if there is none or images changed since. */
@Injectable()
export class DatasetArchives {
  constructor(
    private readonly em: EntityManager,
    private readonly archives: DatasetArchivesRepository,
    private readonly exports: ExportJobsService,
  ) {}

  /**
   * Waits until it is made, 25 s at most. Throws InvalidState without a completed dataset or without images, and
   * ServiceUnavailable when it takes longer; the export goes on, and a later call finds it.
   */
  async of(userId: string, dataset: DatasetRow): Promise<DatasetArchive> {
    const scope = { projectId: dataset.id };
    const exportId = await this.ensure(userId, dataset.id);
    const deadline = Date.now() + PATIENCE_MS;
    for (;;) {
      const job = await this.exports.get(userId, scope, exportId);
      if (job.status === 'completed')
        return { exportId, object: named(await this.exports.archive(userId, scope, exportId), dataset.id) };
      if (job.status === 'failed' || job.status === 'cancelled')
        throw new InvalidState(`The archive could not be made: ${job.error ?? job.status}`);
      if (Date.now() > deadline) throw new ServiceUnavailable(TRY_AGAIN_S, undefined, 'export-not-ready');
      await setTimeout(POLL_MS);
    }
  }

  /** The archive of a link that `of` led to. Throws NotFound, LinkRefused, Gone, InvalidState. */
  async linked(userId: string, datasetId: string, exportId: string): Promise<SentObject> {
    return named(await this.exports.linkedArchive(userId, exportId), datasetId);
  }

  private async ensure(userId: string, projectId: string): Promise<string> {
    const { name } = imagefolder;
    const options = await checkedOptions(imagefolder, {});
    return this.em.transactional(async () => {
      const current = await this.archives.findCurrent(userId, projectId, name, options);
      return current ?? (await this.exports.create(userId, { projectId }, name)).id;
    });
  }
}

const named = (object: SentObject, datasetId: string): SentObject => ({
  ...object,
  filename: `dataset-${datasetId}.zip`,
});
