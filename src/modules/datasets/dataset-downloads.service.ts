import { Injectable } from '@nestjs/common';
import { Readable } from 'node:stream';
import { InvalidState } from '../../common/problem/problems.js';
import { LinkRefused } from '../export/links/link-refused.js';
import type { SentObject } from '../images/object-sender.js';
import { DatasetArchives } from './dataset-archives.service.js';
import { DatasetItemsRepository } from './dataset-items.repository.js';
import { DatasetsService } from './datasets.service.js';
import type { DatasetRow } from './dataset.row.js';
import { DownloadLinks } from './download-link.js';
import type { ItemFile } from './item-files.js';

const LINK_LIFETIME_MS = 3_600_000;

export interface DownloadLink {
  /** Path and query. */
  target: string;
  expires: Date;
  /** Bytes. */
  size: number;
}

/** What the old API gives out of a completed dataset. Every method throws NotFound, and InvalidState before completion. */
@Injectable()
export class DatasetDownloads {
  constructor(
    private readonly datasets: DatasetsService,
    private readonly items: DatasetItemsRepository,
    private readonly archives: DatasetArchives,
    private readonly links: DownloadLinks,
  ) {}

  /** The items as text, read while they are sent. */
  async list(userId: string, id: string, file: ItemFile): Promise<Readable> {
    await this.completed(userId, id);
    return Readable.from(file.write(this.items.each(userId, id)));
  }

  async archive(userId: string, id: string): Promise<SentObject> {
    return (await this.archives.of(userId, await this.completed(userId, id))).object;
  }

  /** A link to the archive that works for an hour without credentials. */
  async link(userId: string, id: string): Promise<DownloadLink> {
    const { exportId, object } = await this.archives.of(userId, await this.completed(userId, id));
    const expires = new Date(Math.floor((Date.now() + LINK_LIFETIME_MS) / 1000) * 1000);
    const token = this.links.sign({ projectId: id, userId, exportId }, expires);
    return { target: `/api/datasets/${id}/archive?token=${token}`, expires, size: object.size };
  }

  /** Throws LinkRefused, and Gone once a picture of the archive was taken down. */
  linked(id: string, token: string): Promise<SentObject> {
    const grant = this.links.verify(id, token, new Date());
    if (!grant) throw new LinkRefused();
    return this.archives.linked(grant.userId, id, grant.exportId);
  }

  private async completed(userId: string, id: string): Promise<DatasetRow> {
    const dataset = await this.datasets.get(userId, id);
    if (dataset.status !== 'completed') {
      throw new InvalidState(`The dataset is ${dataset.status}; only a completed one can be downloaded`, {
        dataset_status: dataset.status,
      });
    }
    return dataset;
  }
}
