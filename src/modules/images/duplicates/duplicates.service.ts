import { EntityManager } from '@mikro-orm/postgresql';
import { Injectable, Logger } from '@nestjs/common';
import { sql } from 'kysely';
import { retryTransient } from '../../../database/transient.js';
import { DUPLICATE_DISTANCE } from '../../crawl-jobs/duplicate-distance.js';
import { DuplicateGroups } from './duplicate-groups.service.js';
import { NearLookup, type Arrivals } from './near-lookup.js';
import { tyingPairs } from './near-pairs.js';
import { ProjectHashesReader } from './project-hashes.js';

/** A chunk's flush must go on: what takes longer is left to the look back at the end of the job. */
const PATIENCE_MS = 2_000;
/** Jobs with more pictures are looked back at by reading the whole project once. */
const SMALL_JOB = 1_000;
const AT_A_TIME = 100;
const TIES_AT_A_TIME = 500;

/** Pictures that a flush has just stored. */
export interface Flushed {
  projectId: string;
  chunkId: string;
  /** Of their candidates. */
  positions: readonly number[];
  /** The job's `options.duplicate_distance`. */
  distance: number | undefined;
}

/** Marks near duplicates. Advisory: it changes neither counts nor money, and whoever calls it goes on whatever happens here. */
@Injectable()
export class DuplicatesService {
  private readonly logger = new Logger(DuplicatesService.name);

  constructor(
    private readonly em: EntityManager,
    private readonly lookup: NearLookup,
    private readonly groups: DuplicateGroups,
    private readonly hashes: ProjectHashesReader,
  ) {}

  /**
   * Call it when the flush has committed: of two flushes at once the later one then sees the other's pictures, so no
   * pair is missed but by a crash in between. One statement looks them all up.
   */
  async arrived({ projectId, chunkId, positions, distance }: Flushed): Promise<void> {
    const reach = distance ?? DUPLICATE_DISTANCE.default;
    const which = sql`i.chunk_id = ${chunkId} and i.candidate_position = any(${positions}::int[])`;
    try {
      await this.mark({ projectId, reach, which }, PATIENCE_MS);
    } catch (error) {
      this.logger.warn(`near duplicates in project ${projectId} wait for the end of the job: ${String(error)}`);
    }
  }

  /** The pictures among these that a near duplicate may have joined or left; without a limit of time. */
  async markImages(projectId: string, ids: readonly string[], reach: number): Promise<void> {
    await this.mark({ projectId, reach, which: sql`i.id = any(${ids}::uuid[])` }, null);
  }

  /** Finds what arrival has missed, once a job has ended. May be repeated and cut short. */
  async lookBack(projectId: string, jobId: string): Promise<void> {
    const { rows } = await sql<{ id: string; reach: number }>`
      select i.id, coalesce((j.options->>'duplicate_distance')::int, ${DUPLICATE_DISTANCE.default}::int) as reach
        from images i join crawl_jobs j on j.id = i.crawl_job_id
       where i.crawl_job_id = ${jobId} and i.removed_at is null limit ${SMALL_JOB + 1}`.execute(this.em.getKysely());
    if (!rows[0] || rows[0].reach === 0) return;
    if (rows.length > SMALL_JOB) return this.lookBackAtAll(projectId);
    for (let start = 0; start < rows.length; start += AT_A_TIME) {
      const ids = rows.slice(start, start + AT_A_TIME).map(({ id }) => id);
      await this.markImages(projectId, ids, rows[0].reach);
    }
  }

  /** Every group of a project, by reading its hashes into memory once. */
  async lookBackAtAll(projectId: string): Promise<void> {
    const { ids, groups, hashes } = await this.hashes.read(projectId);
    const untied = (await tyingPairs(hashes)).filter(([a, b]) => groups[a] !== groups[b]);
    for (let start = 0; start < untied.length; start += TIES_AT_A_TIME) {
      const pairs = untied.slice(start, start + TIES_AT_A_TIME).map(([a, b]) => [ids[a]!, ids[b]!] as const);
      await retryTransient(() => this.groups.tie(projectId, pairs));
    }
  }

  private async mark(arrivals: Arrivals, patienceMs: number | null): Promise<void> {
    if (arrivals.reach === 0) return;
    const pairs = await this.em.transactional(async (em) => {
      // the planner expects far more hashes to be near than are, and would compile a statement of some milliseconds
      const settings = [sql`set_config('jit', 'off', true)`];
      if (patienceMs !== null) settings.push(sql`set_config('statement_timeout', ${String(patienceMs)}, true)`);
      await sql`select ${sql.join(settings)}`.execute(em.getKysely());
      return this.lookup.pairs(arrivals);
    });
    await retryTransient(() => this.groups.tie(arrivals.projectId, pairs));
  }
}
