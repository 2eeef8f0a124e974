import { Injectable } from '@nestjs/common';
import { setTimeout } from 'node:timers/promises';
import type { AppliedRule } from '../fetching/opt-out/applied-rule.js';
import { CandidatesService, type OpenCandidate } from '../modules/crawl-jobs/candidates.service.js';
import type { Claim } from '../modules/crawl-jobs/claim.js';
import { ImageBlocksService } from '../modules/images/blocks/image-blocks.service.js';
import type { Attempt } from './attempt.js';
import { DueQueue, PATIENCE_MS } from './due-queue.js';
import { InHand } from './in-hand.js';
import { CandidateFetcher } from './candidate-fetcher.js';
import type { ResultBuffer } from './result-buffer.js';

/** Candidates that one chunk has in hand at a time. */
const PARALLEL = 10;
/** More than are needed, because some fail. */
const SPARE = 4;
/** Claims without a result after which a candidate may be what kills workers: one at a time then, marked before. */
const SUSPECT_CLAIMS = 3;
const POISON_ATTEMPTS = 6;

/** Every open candidate must wait: give the chunk back until then. */
export class NothingDue extends Error {
  constructor(readonly waitMs: number) {
    super(`Nothing is due for ${waitMs} ms`);
  }
}

export interface DownloadSignals {
  /** Drops everything. */
  signal: AbortSignal;
  /** Finishes what is in hand. */
  draining: AbortSignal;
  /** Hosts in hand do not answer: others may work meanwhile. Called maybe often. */
  onWaiting: () => void;
}

/** Fetches open candidates, a bounded number at a time, until the chunk has enough or none is left. */
@Injectable()
export class Downloads {
  constructor(
    private readonly candidates: CandidatesService,
    private readonly fetcher: CandidateFetcher,
    private readonly blocks: ImageBlocksService,
  ) {}

  /** Throws NothingDue. */
  async run(claim: Claim, buffer: ResultBuffer, { signal, draining, onWaiting }: DownloadSignals): Promise<void> {
    // a run that has just discovered made progress, whatever its source cost before
    const suspect = claim.discovered && claim.attemptsWithoutProgress > SUSPECT_CLAIMS;
    const queue = new DueQueue(await this.allowed(claim, buffer));
    const inHand = new InHand();
    const enough = new AbortController();
    const stop = AbortSignal.any([signal, enough.signal]);
    const broken: unknown[] = [];

    const attempt = async (candidate: OpenCandidate, onAnswered: () => void): Promise<void> => {
      try {
        const made = await this.attempt(claim, candidate, stop, suspect, onAnswered);
        buffer.add(made);
        if (made.outcome === null) queue.add(again(made));
      } catch (error) {
        if (!enough.signal.aborted) broken.push(error);
      }
    };

    while (broken.length === 0 && !signal.aborted && !draining.aborted) {
      const missing = claim.target - buffer.expected;
      const width = suspect ? 1 : Math.min(PARALLEL, missing + SPARE);
      if (inHand.isStuck) onWaiting(); // although there may be more to try
      if (missing > 0) {
        while (inHand.hasRoom(width, missing) && queue.isDue()) {
          const candidate = queue.take();
          inHand.add((onAnswered) => attempt(candidate, onAnswered));
        }
      }
      if (missing <= 0 || (queue.size === 0 && inHand.size === 0)) {
        await buffer.flushNow(); // only now it shows which were copies
        if (buffer.stored >= claim.target || (queue.size === 0 && inHand.size === 0)) break;
      } else if (inHand.size > 0) {
        if (inHand.onlyWaits && !queue.isDue()) onWaiting();
        await inHand.change(queue.dueInMs());
      } else if (queue.waitMs() > PATIENCE_MS) {
        await buffer.flushNow();
        throw new NothingDue(queue.waitMs());
      } else await setTimeout(queue.waitMs());
    }
    if (buffer.stored >= claim.target) enough.abort(); // spares in hand are not waited for
    await inHand.ended();
    signal.throwIfAborted();
    if (broken.length > 0) throw broken[0];
    await buffer.flushNow();
  }

  /** Open candidates; addresses of pictures that were taken down in the project are not asked again. */
  private async allowed(claim: Claim, buffer: ResultBuffer): Promise<OpenCandidate[]> {
    const open = await this.candidates.open(claim.chunkId);
    const blocked = await this.blocks.ofUrls(
      claim.projectId,
      open.map(({ url }) => url),
    );
    for (const candidate of open) {
      const rule = blocked.get(candidate.url);
      if (rule) buffer.add(barred(candidate, rule));
    }
    return open.filter(({ url }) => !blocked.has(url));
  }

  private async attempt(
    claim: Claim,
    candidate: OpenCandidate,
    signal: AbortSignal,
    suspect: boolean,
    onAnswered: () => void,
  ): Promise<Attempt> {
    if (suspect) {
      if (candidate.attempts >= POISON_ATTEMPTS) return poisoned(candidate);
      await this.candidates.markAttempt(claim, candidate.position);
    }
    return this.fetcher.attempt(claim, candidate, signal, onAnswered);
  }
}

const again = ({ candidate, attempts, retryInMs }: Attempt): OpenCandidate => ({
  ...candidate,
  attempts,
  dueInMs: retryInMs ?? 0,
});

const barred = (candidate: OpenCandidate, rule: AppliedRule): Attempt => ({
  candidate,
  attempts: candidate.attempts,
  outcome: 'opted_out',
  retryInMs: null,
  httpStatus: null,
  detail: rule.text,
  rule,
  image: null,
});

const poisoned = (candidate: OpenCandidate): Attempt => ({
  candidate,
  attempts: candidate.attempts,
  outcome: 'poison',
  retryInMs: null,
  httpStatus: null,
  detail: 'Workers stopped again and again while they had this URL in hand',
  rule: null,
  image: null,
});
