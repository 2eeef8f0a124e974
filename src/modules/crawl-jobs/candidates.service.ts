import { EntityManager } from '@mikro-orm/postgresql';
import { Injectable } from '@nestjs/common';
import { sql } from 'kysely';
import { randomUUIDv7 } from 'node:crypto';
import type { AppliedRule } from '../../fetching/opt-out/applied-rule.js';
import type { CandidateOutcome } from './candidate-outcome.js';
import type { Provenance } from '../images/new-image.js';
import { ChunksService } from './chunks.service.js';
import type { Claim } from './claim.js';
import type { FindLabel } from './crawl-candidate.entity.js';
import { KnownUrls, type KnownPicture } from './known-urls.service.js';
import type { NewCandidate } from './new-candidate.js';
import type { LaneEnd } from './planning/lane-end.js';
import { recountChunks } from './recount.js';

export interface OpenCandidate extends Omit<NewCandidate, 'urlHash' | 'refusal'> {
  position: number;
  attempts: number;
  /** Milliseconds until it may be fetched; 0 or less: now. */
  dueInMs: number;
}

/** What became of one try. `outcome` null: it stays open and is tried again after `retryInMs`. */
export interface CandidateResult {
  position: number;
  outcome: CandidateOutcome | null;
  attempts: number;
  httpStatus: number | null;
  detail: string | null;
  retryInMs: number | null;
  /** The owner's rule that kept it from being fetched or used. */
  rule?: AppliedRule | null;
  /** Hex, of the bytes as fetched: the job has their picture. */
  sha256?: string | null;
}

/** What was heard of a candidate while it was in hand. */
export interface HeardMeanwhile extends Provenance {
  labels: FindLabel[];
}

/** What a page brought. */
export interface Discovered {
  /** Candidates that are new to the chunk and to be fetched. */
  open: number;
  /** Pictures that the job has already, named again under the chunk's keyword and source. */
  again: KnownPicture[];
}

/** Where discovery stands after a page. */
export interface DiscoveryStep {
  cursor: string | null;
  /** Whether the chunk has asked enough, told how many URLs of the page are new and to be fetched. */
  discovered: (open: number) => boolean;
  laneEnd: LaneEnd | null;
  reason: string | null;
}

/** The candidates of a chunk. Methods that write join the caller's transaction and expect `ChunksService.hold` before them. */
@Injectable()
export class CandidatesService {
  constructor(
    private readonly em: EntityManager,
    private readonly chunks: ChunksService,
    private readonly known: KnownUrls,
  ) {}

  /**
   * One page of results and the cursor behind it. A URL that the job already has is not a candidate: it raises
   * duplicate_urls, and its picture gets one more label.
   */
  async discover(claim: Claim, found: NewCandidate[], step: DiscoveryStep): Promise<Discovered> {
    await this.chunks.hold(claim, { progress: true });
    const added = await this.insert(claim, found);
    const met = found.filter(({ urlHash }) => !added.has(urlHash));
    const taken = await this.known.takeOver(claim, met);
    const known = met.filter(({ urlHash }) => !taken.has(urlHash));
    const fresh = [...added.values()].filter((outcome) => outcome === null).length;
    const open = fresh + taken.size;
    await sql`
      update job_chunks set cursor = ${step.cursor}, discovered = ${step.discovered(open)}, lane_end = ${step.laneEnd},
             error_message = ${step.reason}, candidates = candidates + ${added.size},
             duplicate_urls = duplicate_urls + ${known.length}
       where id = ${claim.chunkId}`.execute(this.em.getKysely());
    if (fresh < added.size || taken.size > 0) await recountChunks(this.em, [claim.chunkId]);
    return { open, again: await this.known.note(claim, known) };
  }

  /** What is still to be fetched, soonest first. */
  async open(chunkId: string): Promise<OpenCandidate[]> {
    const { rows } = await sql<OpenCandidate>`
      select position, url, host, page_url as "pageUrl", title, creator, license, license_url as "licenseUrl", attribution,
             attempts, greatest(0, extract(epoch from available_at - clock_timestamp()) * 1000)::int as "dueInMs"
        from crawl_candidates where chunk_id = ${chunkId} and outcome is null
       order by available_at nulls first, position`.execute(this.em.getKysely());
    return rows.map((row) => ({ ...row, dueInMs: row.dueInMs ?? 0 }));
  }

  /**
   * Writes what became of candidates, all in one statement, and recounts the chunk. Returns what was heard of those
   * that were named again meanwhile, by position. `results` are in the order of their positions, the order in which rows are locked.
   */
  async settle(chunkId: string, results: CandidateResult[]): Promise<Map<number, HeardMeanwhile>> {
    if (results.length === 0) return new Map();
    const { rows } = await sql<{ position: number; labels: FindLabel[] | null } & Provenance>`
      update crawl_candidates c
         set outcome = r.outcome, attempts = r.attempts, http_status = r.http_status, detail = left(r.detail, 500),
             available_at = clock_timestamp() + r.retry_in_ms * interval '1 millisecond', updated_at = clock_timestamp(),
             rule = r.rule, sha256 = r.sha256
        from unnest(${results.map((r) => r.position)}::int[], ${results.map((r) => r.outcome)}::text[],
                    ${results.map((r) => r.attempts)}::int[], ${results.map((r) => r.httpStatus)}::int[],
                    ${results.map((r) => r.detail)}::text[], ${results.map((r) => r.retryInMs)}::int[],
                    ${results.map((r) => (r.rule ? JSON.stringify(r.rule) : null))}::jsonb[],
                    ${results.map((r) => r.sha256)}::text[])
             as r (position, outcome, attempts, http_status, detail, retry_in_ms, rule, sha256)
       where c.chunk_id = ${chunkId} and c.position = r.position and c.outcome is null
      returning c.position, c.found_again as labels, c.page_url as "pageUrl", c.title, c.creator, c.license,
                c.license_url as "licenseUrl", c.attribution`.execute(this.em.getKysely());
    await recountChunks(this.em, [chunkId]);
    return new Map(rows.flatMap(({ position, labels, ...said }) => (labels ? [[position, { ...said, labels }]] : [])));
  }

  /** Marks a candidate before it is touched, so that a worker that dies over it leaves a trace. */
  async markAttempt(claim: Claim, position: number): Promise<void> {
    await this.em.transactional(async (em) => {
      await this.chunks.hold(claim, { progress: false });
      await sql`update crawl_candidates set attempts = attempts + 1
                 where chunk_id = ${claim.chunkId} and position = ${position}`.execute(em.getKysely());
    });
  }

  /** Returns the outcomes of new ones by hash. Ordered by the unique key: two chunks that meet the same URLs lock them in one order. */
  private async insert(claim: Claim, found: NewCandidate[]): Promise<Map<string, CandidateOutcome | null>> {
    if (found.length === 0) return new Map();
    const column = <K extends keyof NewCandidate>(key: K) => found.map((candidate) => candidate[key]);
    const { rows } = await sql<{ url_hash: string; outcome: CandidateOutcome | null }>`
      insert into crawl_candidates
        (id, job_id, chunk_id, position, url, url_hash, host, page_url, title, creator, license, license_url, attribution,
         outcome, detail)
      select f.id, ${claim.jobId}, ${claim.chunkId},
             (select coalesce(max(position), -1) from crawl_candidates where chunk_id = ${claim.chunkId}) + f.n,
             f.url, f.url_hash, f.host, f.page_url, f.title, f.creator, f.license, f.license_url, f.attribution,
             f.outcome, f.detail
        from unnest(${found.map(() => randomUUIDv7())}::uuid[], ${column('url')}::text[], ${column('urlHash')}::text[],
                    ${column('host')}::text[], ${column('pageUrl')}::text[], ${column('title')}::text[],
                    ${column('creator')}::text[], ${column('license')}::text[], ${column('licenseUrl')}::text[],
                    ${column('attribution')}::text[], ${found.map((each) => each.refusal?.outcome)}::text[],
                    ${found.map((each) => each.refusal?.detail)}::text[]) with ordinality
             as f (id, url, url_hash, host, page_url, title, creator, license, license_url, attribution, outcome, detail, n)
       order by f.url_hash
      on conflict (job_id, url_hash) do nothing
      returning url_hash, outcome`.execute(this.em.getKysely());
    return new Map(rows.map((row) => [row.url_hash, row.outcome]));
  }
}
