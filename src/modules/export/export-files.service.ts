import { Injectable } from '@nestjs/common';
import { Readable } from 'node:stream';
import { InvalidState, NotFound } from '../../common/problem/problems.js';
import { ObjectMissing, Storage } from '../../storage/storage.js';
import type { ImageScope } from '../images/image-scope.js';
import type { SentObject } from '../images/object-sender.js';
import { manifestBeside } from './archive-key.js';
import type { ExportJobRow } from './export-job.row.js';
import { ExportJobsRepository } from './export-jobs.repository.js';
import { ExportJobsService } from './export-jobs.service.js';
import { ExportLinks } from './links/export-links.js';
import { LinkRefused } from './links/link-refused.js';
import { lines } from './manifest/lines.js';
import { manifestDiff } from './manifest/manifest-diff.js';

export interface ExportLink {
  /** Path and query. */
  target: string;
  expires: Date;
}

/** Manifests of exports, and links to their archives. Throws NotFound for what is missing, deleted or another user's. */
@Injectable()
export class ExportFilesService {
  constructor(
    private readonly jobs: ExportJobsService,
    private readonly exports: ExportJobsRepository,
    private readonly storage: Storage,
    private readonly links: ExportLinks,
  ) {}

  /** Throws InvalidState while it is not completed. */
  async manifest(userId: string, scope: ImageScope, id: string): Promise<SentObject> {
    return manifestOf(await this.jobs.get(userId, scope, id));
  }

  /** JSON lines: what this export has, or has not, that another one of its project has not, or has. */
  async diff(userId: string, scope: ImageScope, id: string, againstId: string): Promise<Readable> {
    const to = manifestOf(await this.jobs.get(userId, scope, id));
    const against = await this.exports.findInProject(userId, scope.projectId, againstId);
    if (!against) throw new NotFound('Export job');
    const from = manifestOf(against);
    const [olds, news] = await Promise.all([this.open(from.key), this.open(to.key)]);
    const changes = manifestDiff(lines(olds), lines(news));
    return Readable.from(
      (async function* () {
        for await (const change of changes) yield `${JSON.stringify(change)}\n`;
      })(),
    );
  }

  /** A link to the archive that works for so many seconds without credentials. Throws InvalidState. */
  async link(userId: string, scope: ImageScope, id: string, seconds: number): Promise<ExportLink> {
    await this.jobs.mustBeLinkable(userId, scope, id);
    const expires = new Date(Math.floor(Date.now() / 1000 + seconds) * 1000);
    const token = this.links.sign(id, userId, expires);
    return { target: `/api/export-jobs/${id}/archive?token=${token}`, expires };
  }

  /** The archive that a link leads to. Throws LinkRefused, and Gone once a picture of it was taken down. */
  async linked(id: string, token: string): Promise<SentObject> {
    const userId = this.links.verify(id, token, new Date());
    if (userId === null) throw new LinkRefused();
    return this.jobs.linkedArchive(userId, id);
  }

  private async open(key: string): Promise<Readable> {
    try {
      return await this.storage.read(key);
    } catch (error) {
      if (error instanceof ObjectMissing) throw new NotFound('File'); // expired since its row was read
      throw error;
    }
  }
}

function manifestOf({
  id,
  status,
  storage_key: key,
  manifest_size: size,
  manifest_sha256: sha256,
}: ExportJobRow): SentObject {
  if (status !== 'completed' || key === null) {
    throw new InvalidState(`The export is ${status}; only a completed one has a manifest`, { status });
  }
  if (size === null)
    throw new InvalidState('The export was made before manifests were kept; make it again', { status });
  return {
    key: manifestBeside(key),
    size: Number(size),
    etag: `"${sha256}"`,
    mediaType: 'application/x-ndjson',
    filename: `export-${id}.manifest.jsonl`,
  };
}
