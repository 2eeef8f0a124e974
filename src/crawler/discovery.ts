import { EntityManager } from '@mikro-orm/postgresql';
import { Injectable } from '@nestjs/common';
import { retryTransient } from '../database/transient.js';
import { CandidatesService, type DiscoveryStep } from '../modules/crawl-jobs/candidates.service.js';
import type { Claim } from '../modules/crawl-jobs/claim.js';
import { searchOf } from '../modules/crawl-jobs/planning/expansion.js';
import type { LaneEnd } from '../modules/crawl-jobs/planning/lane-end.js';
import type { NewCandidate } from '../modules/crawl-jobs/new-candidate.js';
import { ImagesService } from '../modules/images/images.service.js';
import { candidatesOf } from './page-candidates.js';
import { SourceFailure, type SourceFailureKind, type SourceQuery } from './sources/image-source.js';
import { licenseIdsOf } from './sources/license-class.js';
import { SourceHealth } from './sources/source-health.js';
import { SourceRegistry } from './sources/source-registry.js';

/** A source is asked at most so often per run of a chunk; what is missing then is planned anew. */
const MAX_PAGES = 40;
/** After so many claims without a page, a source that keeps failing ends the lane. */
const MAX_SOURCE_ATTEMPTS = 5;
const WAIT_MS = 5_000;

/** Come back later: the source asks to wait, or is down. */
export class SourceBusy extends Error {
  constructor(
    readonly waitMs: number,
    message: string,
  ) {
    super(message);
  }
}

/** Asks the chunk's source until it named enough new URLs or has no more. Each page is committed with its cursor. */
@Injectable()
export class Discovery {
  constructor(
    private readonly em: EntityManager,
    private readonly sources: SourceRegistry,
    private readonly candidates: CandidatesService,
    private readonly images: ImagesService,
    private readonly health: SourceHealth,
  ) {}

  /** `known`: open candidates that the chunk already has. Throws SourceBusy when the chunk had better wait. */
  async run(claim: Claim, known: number, signal: AbortSignal): Promise<void> {
    const source = this.sources.get(claim.source);
    if (!source?.configured) return this.end(claim, 'unconfigured', `The source ${claim.source} is not configured`);
    const wanted = claim.target - claim.stored;
    let cursor = claim.cursor;
    for (let page = 1; ; page++) {
      signal.throwIfAborted();
      let found;
      try {
        found = await source.search(queryOf(claim, signal), cursor);
      } catch (error) {
        signal.throwIfAborted();
        if (!(error instanceof SourceFailure)) throw error;
        this.health.note(claim.source, error.kind);
        return this.failed(claim, error, cursor, known);
      }
      this.health.note(claim.source, 'ok');
      cursor = found.next;
      const items = candidatesOf(found.items, claim.options.licenses);
      const last = cursor === null || page === MAX_PAGES;
      const had = known;
      const step = {
        cursor,
        laneEnd: cursor === null ? ('exhausted' as const) : null,
        reason: null,
        discovered: (open: number) => last || had + open >= wanted,
      };
      known += await this.write(claim, items, step);
      if (last || known >= wanted) return;
    }
  }

  private async failed(claim: Claim, failure: SourceFailure, cursor: string | null, known: number): Promise<void> {
    const { kind, message } = failure;
    const waits = kind === 'rate_limited' || kind === 'upstream';
    const tries = claim.attemptsWithoutProgress + claim.laneRests;
    if (!waits || tries >= MAX_SOURCE_ATTEMPTS) return this.end(claim, laneEndOf[kind], message, cursor);
    // URLs in hand come first; the lane's next chunk asks again
    if (known > 0) return this.step(claim, { cursor, laneEnd: null, reason: message });
    throw new SourceBusy(failure.retryAfterMs ?? WAIT_MS * 2 ** (tries - 1), message);
  }

  private end(claim: Claim, laneEnd: LaneEnd, reason: string, cursor = claim.cursor): Promise<void> {
    return this.step(claim, { cursor, laneEnd, reason });
  }

  private async step(claim: Claim, step: Omit<DiscoveryStep, 'discovered'>): Promise<void> {
    await this.write(claim, [], { ...step, discovered: () => true });
  }

  /** One page, its cursor and the labels of pictures it named again, in one transaction. Returns how many URLs are to be fetched. */
  write(claim: Claim, items: NewCandidate[], step: DiscoveryStep): Promise<number> {
    const { jobId, keyword, source } = claim;
    return retryTransient(() =>
      this.em.transactional(async () => {
        const { open, again } = await this.candidates.discover(claim, items, step);
        await this.images.addLabels(
          jobId,
          again.map((picture) => ({ ...picture, keyword, source })),
        );
        return open;
      }),
    );
  }
}

const queryOf = (claim: Claim, signal: AbortSignal): SourceQuery => ({
  ...searchOf(claim),
  keywords: claim.keywords,
  safeSearch: claim.options.safe_search ?? true,
  licenses: licenseIdsOf(claim.options.licenses),
  options: claim.options,
  projectId: claim.projectId,
  turn: [claim.userId, claim.jobId],
  signal,
});

const laneEndOf: Record<SourceFailureKind, LaneEnd> = {
  rate_limited: 'rate_limited',
  upstream: 'upstream',
  blocked: 'blocked',
  auth: 'auth',
  quota: 'quota',
  bad_request: 'bad_request',
  shape_changed: 'shape_changed',
};
