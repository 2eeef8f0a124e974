import { EntityManager } from '@mikro-orm/postgresql';
import { Injectable, Logger } from '@nestjs/common';
import { randomUUIDv7 } from 'node:crypto';
import { EventBus } from '../../common/events/event-bus.js';
import type { PageQueryDto } from '../../common/pagination/page.dto.js';
import type { Page } from '../../common/pagination/page-of.js';
import { Gone, InvalidState, NotFound, ValidationFailed } from '../../common/problem/problems.js';
import { Storage } from '../../storage/storage.js';
import { ImageScopes, type ImageScope } from '../images/image-scope.js';
import type { SentObject } from '../images/object-sender.js';
import { ProfileAccess } from '../profiles/profile-access.js';
import { archiveKeys } from './archive-key.js';
import { ExportJobCancelled, ExportJobCreated, ExportJobDeleted } from './export-job.events.js';
import type { ExportJobRow } from './export-job.row.js';
import { ExportJobsRepository } from './export-jobs.repository.js';
import { checkedOptions } from './export-options.js';
import { exportKind } from './export-kind.js';
import { mustBeAmong, namedLabels } from './options/named-labels.js';
import { exportFormat } from './formats/export-formats.js';
import { LinkRefused } from './links/link-refused.js';

const OPEN = new Set(['pending', 'processing']);

const SUPERSEDED = 'A picture that the export held was taken down since; export again';

/** What users do with exports. Throws NotFound for what is missing, deleted or another user's alike. */
@Injectable()
export class ExportJobsService {
  private readonly logger = new Logger(ExportJobsService.name);

  constructor(
    private readonly em: EntityManager,
    private readonly exports: ExportJobsRepository,
    private readonly scopes: ImageScopes,
    private readonly storage: Storage,
    private readonly events: EventBus,
    private readonly profiles: ProfileAccess,
  ) {}

  /** Workers find it within a second. Throws ValidationFailed, and InvalidState when there is nothing to export. */
  async create(userId: string, scope: ImageScope, name: string, given: object = {}): Promise<ExportJobRow> {
    const format = exportFormat(name);
    if (!format) throw ValidationFailed.pointer('/format', 'is-in', 'must be a known format');
    await this.scopes.require(userId, scope);
    const options = await checkedOptions(format, given);
    const named = namedLabels(options);
    if (named.length > 0) mustBeAmong(await this.scopes.labels(userId, scope), named);
    const id = randomUUIDv7();
    return this.em.transactional(async () => {
      const made = await this.exports.insert({ id, userId, format: name, options }, scope);
      if (!made) throw new InvalidState('There is no image to export; wait until a crawl job has stored some');
      await this.events.emit(new ExportJobCreated(userId, id, { ...subjectOf(scope), format: name }));
      return this.get(userId, scope, id);
    });
  }

  async list(userId: string, scope: ImageScope, query: PageQueryDto): Promise<Page<ExportJobRow>> {
    await this.scopes.require(userId, scope);
    return this.exports.page(userId, scope, query);
  }

  async get(userId: string, scope: ImageScope, id: string): Promise<ExportJobRow> {
    return found(await this.exports.find(userId, scope, id));
  }

  /** For its owner, superseded or not. Throws InvalidState while it is not completed. */
  async archive(userId: string, scope: ImageScope, id: string): Promise<SentObject> {
    return archiveOf(await this.get(userId, scope, id));
  }

  /** Throws InvalidState unless a link would lead to its archive. */
  async mustBeLinkable(userId: string, scope: ImageScope, id: string): Promise<void> {
    const row = await this.get(userId, scope, id);
    if (row.superseded_at !== null) throw new InvalidState(SUPERSEDED, { status: row.status });
    archiveOf(row);
  }

  /** For whoever has a link of its owner's. Throws LinkRefused, Gone and InvalidState besides. */
  async linkedArchive(userId: string, id: string): Promise<SentObject> {
    const owner = await this.profiles.find(userId);
    if (!owner || owner.blocked) throw new LinkRefused();
    const row = found(await this.exports.findOwned(userId, id));
    if (row.superseded_at !== null) throw new Gone(SUPERSEDED);
    return archiveOf(row);
  }

  /** Cancels an open export, which stays in the list; deletes any other with its archive. */
  async remove(userId: string, scope: ImageScope, id: string): Promise<void> {
    const removed = await this.em.transactional(async () => {
      const row = found(await this.exports.findLocked(userId, scope, id));
      const open = OPEN.has(row.status);
      await (open ? this.exports.cancel(id) : this.exports.delete(id));
      await this.events.emit(
        open
          ? new ExportJobCancelled(userId, id, { status: { from: row.status, to: 'cancelled' } })
          : new ExportJobDeleted(userId, id, { ...subjectOf(scope), format: row.format }),
      );
      return open ? null : row;
    });
    if (removed) await this.deleteArchives(removed);
  }

  /** The rows are gone: what is left over here takes room, but nobody can reach it. */
  private async deleteArchives(row: ExportJobRow): Promise<void> {
    const { id, path_project_id: projectId, format, export_options: options, fence } = row;
    const { extension } = exportKind(format, options);
    try {
      await this.storage.delete(archiveKeys({ projectId, exportJobId: id, extension }, fence));
    } catch (error) {
      this.logger.error(`could not delete the archives of export ${id}: ${String(error)}`);
    }
  }
}

function archiveOf({ id, status, storage_key: key, file_size: size, sha256, ...row }: ExportJobRow): SentObject {
  if (status !== 'completed' || key === null || size === null) {
    throw new InvalidState(`The export is ${status}; only a completed one can be downloaded`, { status });
  }
  const { mediaType, extension } = exportKind(row.format, row.export_options);
  return { key, size: Number(size), etag: `"${sha256}"`, mediaType, filename: `export-${id}.${extension}` };
}

const subjectOf = ({ projectId, jobId }: ImageScope): Record<string, string> =>
  jobId === undefined ? { project_id: projectId } : { project_id: projectId, crawl_job_id: jobId };

function found(row: ExportJobRow | undefined): ExportJobRow {
  if (!row) throw new NotFound('Export job');
  return row;
}
