import { EntityManager } from '@mikro-orm/postgresql';
import { Injectable } from '@nestjs/common';
import { sql } from 'kysely';
import { keysetPage, type SortOrder } from '../../common/pagination/keyset.js';
import type { Page } from '../../common/pagination/page-of.js';
import { NotFound } from '../../common/problem/problems.js';
import type { AppliedRule } from '../../fetching/opt-out/applied-rule.js';
import type { CandidateOutcome } from './candidate-outcome.js';
import { canonicalUrl } from './canonical-url.js';
import type { JobPath } from './job-path.js';
import type { LaneEnd } from './planning/lane-end.js';

export interface ChunkRow {
  id: string;
  job_id: string;
  run: number;
  chunk_index: number;
  keyword: string;
  source: string;
  range_start: number;
  range_end: number;
  status: string;
  priority: number;
  candidates: number;
  stored: number;
  outcomes: Record<string, number>;
  duplicate_urls: number;
  lane_end: LaneEnd | null;
  retry_count: number;
  error_message: string | null;
  created_at: string;
  updated_at: string;
}

export interface CandidateRow {
  id: string;
  chunk_id: string;
  url: string;
  host: string;
  page_url: string | null;
  title: string | null;
  license: string | null;
  attempts: number;
  outcome: CandidateOutcome | null;
  http_status: number | null;
  detail: string | null;
  rule: AppliedRule | null;
  sha256: string | null;
  updated_at: string;
}

interface Tables {
  job_chunks: ChunkRow;
  crawl_candidates: CandidateRow & { job_id: string; url_hash: string };
}

const CHUNK_COLUMNS = [
  ...([
    'id',
    'job_id',
    'run',
    'chunk_index',
    'keyword',
    'source',
    'range_start',
    'range_end',
    'status',
    'priority',
  ] as const),
  ...(['candidates', 'stored', 'outcomes', 'duplicate_urls', 'lane_end', 'retry_count', 'error_message'] as const),
  ...(['created_at', 'updated_at'] as const),
];
const CANDIDATE_COLUMNS = [
  ...(['id', 'chunk_id', 'url', 'host', 'page_url', 'title', 'license', 'attempts', 'outcome', 'http_status'] as const),
  ...(['detail', 'rule', 'sha256', 'updated_at'] as const),
];
const BY_INDEX: SortOrder = { descending: false, columns: [{ column: 'chunk_index', type: 'integer' }] };
/** No order that means anything, but one that an index gives at any size and that never changes. */
const BY_HASH: SortOrder = { descending: false, columns: [{ column: 'url_hash', type: 'text' }] };

interface Paging {
  limit: number;
  cursor?: string | undefined;
}

/** Lists of what a job consists of. Callers have made sure that the job is the user's. */
@Injectable()
export class JobPartsService {
  constructor(private readonly em: EntityManager) {}

  /** Throws NotFound unless the job is the user's; one cheap statement before a list. */
  async mustOwn({ userId, projectId, jobId }: JobPath): Promise<void> {
    const { rows } = await sql`
      select 1 from crawl_jobs j join projects p on p.id = j.project_id
       where j.id = ${jobId} and j.project_id = ${projectId} and j.user_id = ${userId}
         and j.deleted_at is null and p.deleted_at is null`.execute(this.em.getKysely());
    if (rows.length === 0) throw new NotFound('Crawl job');
  }

  async chunks(path: JobPath, { limit, cursor }: Paging): Promise<Page<ChunkRow>> {
    await this.mustOwn(path);
    const query = this.em.getKysely<Tables>().selectFrom('job_chunks').select(CHUNK_COLUMNS);
    const scope = { list: 'chunks', user: path.userId, job: path.jobId };
    return keysetPage(query.where('job_id', '=', path.jobId), { limit, cursor, scope, order: BY_INDEX });
  }

  async candidates(
    path: JobPath,
    {
      limit,
      cursor,
      outcome,
      host,
      url,
    }: Paging & {
      outcome?: CandidateOutcome | 'open' | undefined;
      host?: string | undefined;
      url?: string | undefined;
    },
  ): Promise<Page<CandidateRow>> {
    await this.mustOwn(path);
    let query = this.em.getKysely<Tables>().selectFrom('crawl_candidates').select(CANDIDATE_COLUMNS);
    query = query.where('job_id', '=', path.jobId);
    if (outcome === 'open') query = query.where('outcome', 'is', null);
    else if (outcome !== undefined) query = query.where('outcome', '=', outcome);
    if (host !== undefined) query = query.where('host', '=', host);
    if (url !== undefined) query = query.where('url_hash', '=', canonicalUrl(url)?.hash ?? '');
    const scope = { list: 'candidates', user: path.userId, job: path.jobId, outcome, host, url };
    return keysetPage(query, { limit, cursor, scope, order: BY_HASH });
  }

  /** The newest chunks of several jobs, for `?include=chunks`; one statement. */
  async newestChunks(jobIds: readonly string[], limit: number): Promise<ChunkRow[]> {
    const { rows } = await sql<ChunkRow>`
      select c.* from unnest(${[...jobIds]}::uuid[]) as j (id), lateral (
        select ${sql.join(CHUNK_COLUMNS.map((column) => sql.ref(column)))} from job_chunks
         where job_id = j.id order by chunk_index desc limit ${limit}) c`.execute(this.em.getKysely());
    return rows;
  }
}
