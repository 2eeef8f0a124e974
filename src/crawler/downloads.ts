import { Injectable } from '@nestjs/common';
import { setTimeout } from 'node:timers/promises';
import type { AppliedRule } from '../fetching/opt-out/applied-rule.js';
import { CandidatesService, type OpenCandidate } from '../modules/crawl-jobs/candidates.service.js';
import type { Claim } from '../modules/crawl-jobs/claim.js';
import { ImageBlocksService } from '../modules/images/blocks/image-blocks.service.js';
import type { Attempt } from './attempt.js';
import { CandidateFetcher } from './candidate-fetcher.js';
import type { ResultBuffer } from './result-buffer.js';

/** Candidates that one chunk has in hand at a time. */
const PARALLEL = 10;
/** More than are needed, because some fail. */
const SPARE = 4;
/** A chunk whose candidates all wait longer gives its slot away. */
const PATIENCE_MS = 5_000;
/** Claims without a result after which a candidate may be what kills workers: one at a time then, marked before. */
const SUSPECT_CLAIMS = 3;
const POISON_ATTEMPTS = 6;

/** Every open candidate must wait: give the chunk back until then. */
export class NothingDue extends Error {
  constructor(readonly waitMs: number) {
    super(`Nothing is due for ${waitMs} ms`);
  }
}

/** Fetches open candidates, a bounded number at a time, until the chunk has enough or none is left. */
@Injectable()
export class Downloads {
  constructor(
    private readonly candidates: CandidatesService,
    private readonly fetcher: CandidateFetcher,
    private readonly blocks: ImageBlocksService,
  ) {}

  /** `signal` drops everything; `draining` finishes what is in hand. Throws NothingDue. */
  async run(claim: Claim, buffer: ResultBuffer, signal: AbortSignal, draining: AbortSignal): Promise<void> {
    // a run that has just discovered made progress, whatever its source cost before
    const suspect = claim.discovered && claim.attemptsWithoutProgress > SUSPECT_CLAIMS;
    const queue = new DueQueue(await this.allowed(claim, buffer));
    const inHand = new Set<Promise<void>>();
    const enough = new AbortController();
    const stop = AbortSignal.any([signal, enough.signal]);
    const broken: unknown[] = [];

    const attempt = async (candidate: OpenCandidate): Promise<void> => {
      try {
        const made = await this.attempt(claim, candidate, stop, suspect);
        buffer.add(made);
        if (made.outcome === null) queue.add(again(made));
      } catch (error) {
        if (!enough.signal.aborted) broken.push(error);
      }
    };
    const start = (candidate: OpenCandidate): void => {
      const work = attempt(candidate).finally(() => inHand.delete(work));
      inHand.add(work);
    };

    while (broken.length === 0 && !signal.aborted && !draining.aborted) {
      const missing = claim.target - buffer.expected;
      const width = suspect ? 1 : Math.min(PARALLEL, missing + SPARE);
      if (missing > 0) {
        while (inHand.size < width && queue.isDue()) start(queue.take());
      }
      if (missing <= 0 || (queue.size === 0 && inHand.size === 0)) {
        await buffer.flushNow(); // only now it shows which were copies
        if (buffer.stored >= claim.target || (queue.size === 0 && inHand.size === 0)) break;
      } else if (inHand.size > 0) await Promise.race([...inHand, ...queue.whenDue()]);
      else if (queue.waitMs() > PATIENCE_MS) {
        await buffer.flushNow();
        throw new NothingDue(queue.waitMs());
      } else await setTimeout(queue.waitMs());
    }
    if (buffer.stored >= claim.target) enough.abort(); // spares in hand are not waited for
    await Promise.all(inHand);
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
  ): Promise<Attempt> {
    if (suspect) {
      if (candidate.attempts >= POISON_ATTEMPTS) return poisoned(candidate);
      await this.candidates.markAttempt(claim, candidate.position);
    }
    return this.fetcher.attempt(claim, candidate, signal);
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

/** Candidates by the time they are due, first come first served among those that are. */
class DueQueue {
  private readonly items: { candidate: OpenCandidate; dueAt: number }[] = [];

  constructor(candidates: OpenCandidate[]) {
    candidates.forEach((candidate) => this.add(candidate));
  }

  get size(): number {
    return this.items.length;
  }

  add(candidate: OpenCandidate): void {
    const dueAt = candidate.dueInMs > 0 ? performance.now() + candidate.dueInMs : 0;
    const index = this.items.findLastIndex((item) => item.dueAt <= dueAt);
    this.items.splice(index + 1, 0, { candidate, dueAt });
  }

  isDue(): boolean {
    return this.size > 0 && this.waitMs() === 0;
  }

  take(): OpenCandidate {
    return this.items.shift()!.candidate;
  }

  /** Milliseconds until the first is due. */
  waitMs(): number {
    return Math.max(0, Math.ceil((this.items[0]?.dueAt ?? 0) - performance.now()));
  }

  /** Resolves when one becomes due that is not yet; nothing to wait for when the first one already is. */
  whenDue(): Promise<void>[] {
    const wait = this.waitMs();
    return wait > 0 && wait <= PATIENCE_MS ? [setTimeout(wait, undefined, { ref: false })] : [];
  }
}
