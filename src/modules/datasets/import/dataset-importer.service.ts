import { EntityManager } from '@mikro-orm/postgresql';
import { Injectable } from '@nestjs/common';
import { EventBus } from '../../../common/events/event-bus.js';
import { isUuid } from '../../../common/validation/uuid.js';
import { SourceRegistry } from '../../../crawler/sources/source-registry.js';
import { CrawlJobCreated } from '../../crawl-jobs/crawl-job.events.js';
import { DRAFT_RUN, type CrawlJobStatus } from '../../crawl-jobs/crawl-job.status.js';
import { ProjectCreated } from '../../projects/project.events.js';
import { distinctKeywords } from '../distinct-keywords.js';
import { DatasetImportRepository, type ImportedJob, type ImportedProject } from './dataset-import.repository.js';
import type { LegacyDatasetDto } from './legacy-dataset.dto.js';
import type { LegacyRecord } from './legacy-record.js';
import { readRow } from './legacy-row.js';
import { nameUuid } from './name-uuid.js';

export interface ImportOutcome {
  place: string;
  /** Of the row; empty when it has none that can be read. */
  sourceId: string;
  name: string;
  outcome: 'created' | 'present' | 'refused';
  /** The project, or what is wrong. */
  detail: string;
}

/** Undoes what a dry run did. */
class DryRun extends Error {}

/**
 * Makes a project and a crawl job of each row, each row in a transaction of its own. The project's id is the dataset's
 * when that is a UUID, else it is derived from user and id: so a row is imported once, and old links go on working.
 */
@Injectable()
export class DatasetImporter {
  constructor(
    private readonly em: EntityManager,
    private readonly imports: DatasetImportRepository,
    private readonly sources: SourceRegistry,
    private readonly events: EventBus,
  ) {}

  /** Throws when there is no such profile. */
  async userOf(idOrEmail: string): Promise<string> {
    const id = await this.imports.findUser(idOrEmail);
    if (id === undefined) throw new Error(`There is no profile ${idOrEmail}`);
    return id;
  }

  /** With `dryRun` the database does everything and then forgets it. */
  async import(userId: string, { place, value, fault }: LegacyRecord, dryRun: boolean): Promise<ImportOutcome> {
    const row = fault === undefined ? readRow(value) : { faults: [fault] };
    if ('faults' in row) return refused(place, shown(value, 'id'), shown(value, 'name'), row.faults.join('; '));
    const { dataset } = row;
    const project = projectOf(userId, dataset);
    const job = this.jobOf(project, dataset);
    if (typeof job === 'string') return refused(place, dataset.id, dataset.name, job);
    const told = { place, sourceId: dataset.id, name: dataset.name };
    try {
      return await this.em.transactional(async () => {
        if (!(await this.imports.insertProject(project))) return { ...told, ...(await this.taken(userId, project.id)) };
        await this.imports.insertJob(project, job);
        const from = { imported_from: { dataset: dataset.id } };
        await this.events.emit(new ProjectCreated(userId, project.id, { name: project.name, ...from }));
        await this.events.emit(new CrawlJobCreated(userId, job.id, { name: job.name, ...from }));
        if (dryRun) throw new DryRun();
        return { ...told, outcome: 'created' as const, detail: project.id };
      });
    } catch (error) {
      if (error instanceof DryRun) return { ...told, outcome: 'created', detail: project.id };
      throw error;
    }
  }

  private async taken(userId: string, projectId: string): Promise<Pick<ImportOutcome, 'outcome' | 'detail'>> {
    const holder = await this.imports.holderOf(projectId);
    if (holder?.user_id !== userId)
      return { outcome: 'refused', detail: 'the id belongs to a project of another user' };
    return { outcome: 'present', detail: holder.deleted ? `${projectId}, deleted since` : projectId };
  }

  /** What had ended stays as history; anything else becomes a draft, of the sources that there are. A text says why not. */
  private jobOf(project: ImportedProject, dataset: LegacyDatasetDto): ImportedJob | string {
    const { status, search_engines: engines } = dataset;
    const draft = status === 'pending' || status === 'processing';
    const sources = draft ? engines.filter((name) => this.sources.get(name) !== null) : engines;
    if (sources.length === 0) return `search_engines: there is no source ${engines.join(', ')} here`;
    const state: { status: CrawlJobStatus; run: number } = draft
      ? { status: 'pending', run: DRAFT_RUN }
      : { status, run: 1 };
    return {
      ...state,
      id: nameUuid(project.id, 'crawl-job'),
      name: dataset.name,
      keywords: distinctKeywords(dataset.keywords),

      sources,
      maxImages: dataset.max_images,
      error: status === 'failed' ? (dataset.error_message ?? 'Failed in the old service') : null,
    };
  }
}

function projectOf(userId: string, dataset: LegacyDatasetDto): ImportedProject {
  const { id, name, description, status, images_collected, search_engines } = dataset;
  const hasUuid: boolean = isUuid(id);
  return {
    id: hasUuid ? id.toLowerCase() : nameUuid(userId, `dataset:${id}`),
    userId,
    name,
    description,
    settings: { legacy_dataset: { id, status, images_collected, search_engines } },
    createdAt: dataset.created_at,
    updatedAt: dataset.updated_at,
  };
}

const refused = (place: string, sourceId: string, name: string, detail: string): ImportOutcome => ({
  place,
  sourceId,
  name,
  outcome: 'refused',
  detail,
});

/** A member of whatever came, for the report. */
function shown(value: unknown, name: string): string {
  const member: unknown = Reflect.get(Object(value), name);
  return typeof member === 'string' || typeof member === 'number' ? String(member).slice(0, 100) : '';
}
