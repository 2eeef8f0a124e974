import { Injectable, Logger } from '@nestjs/common';
import { retryTransient } from '../database/transient.js';
import { CandidatesService } from '../modules/crawl-jobs/candidates.service.js';
import { ChunksService, type GiveBack } from '../modules/crawl-jobs/chunks.service.js';
import { ClaimLost, type Claim } from '../modules/crawl-jobs/claim.js';
import { JobLifecycle } from '../modules/crawl-jobs/job-lifecycle.service.js';
import { StorageFull } from '../storage/storage.js';
import { Discovery, SourceBusy } from './discovery.js';
import { Downloads, NothingDue } from './downloads.js';
import { Flush } from './flush.js';
import { Heartbeat } from './heartbeat.js';
import { InspectorUnavailable } from '../inspection/image-inspector.js';
import { ResultBuffer } from './result-buffer.js';

/** Of a source; a chunk that waits longer would keep its share from others. */
const SHORT_REST_MS = 2_000;
/** Until the storage has room again, or a decoder starts. */
const OUTAGE_WAIT_MS = 10_000;
/** A draining run may finish what it has in hand for so long. */
const DRAIN_MS = 5_000;
/** A chunk that fails so often without a result, for reasons of our own, is closed as failed. */
const MAX_CLAIMS_WITHOUT_PROGRESS = 12;

/** The whole pipeline of one chunk. Any step may run twice; a run that lost its claim writes nothing more. */
@Injectable()
export class ChunkRunner {
  private readonly logger = new Logger(ChunkRunner.name);

  constructor(
    private readonly chunks: ChunksService,
    private readonly candidates: CandidatesService,
    private readonly discovery: Discovery,
    private readonly downloads: Downloads,
    private readonly flush: Flush,
    private readonly heartbeat: Heartbeat,
    private readonly lifecycle: JobLifecycle,
  ) {}

  /**
   * claim → discover → download → settle. `draining`: finish what is in hand and give the chunk back. `onWaiting`: called,
   * maybe often, when all that is left are hosts that do not answer.
   */
  async run(chunkId: string, draining: AbortSignal, onWaiting: () => void = () => undefined): Promise<void> {
    const claim = await retryTransient(() => this.chunks.claim(chunkId));
    if (!claim) return;
    const lost = new AbortController();
    const buffer = new ResultBuffer(this.flush, claim, (error) => lost.abort(error));
    const unwatch = this.heartbeat.watch(claim, (error) => lost.abort(error));
    const hurry = (): void => void setTimeout(() => lost.abort(new Error('drained')), DRAIN_MS).unref();
    draining.addEventListener('abort', hurry, { once: true });
    try {
      if (!claim.discovered) {
        const known = (await this.candidates.open(claim.chunkId)).length;
        await this.discovery.run(claim, known, AbortSignal.any([lost.signal, draining]));
        await retryTransient(() => this.lifecycle.plan(claim.jobId)); // the lane's next chunk may start
      }
      await this.downloads.run(claim, buffer, { signal: lost.signal, draining, onWaiting });
      draining.throwIfAborted();
      await retryTransient(() => this.lifecycle.settle(claim));
    } catch (error) {
      if (draining.aborted) await buffer.flushNow().catch(() => undefined);
      await this.stop(claim, lost.signal.aborted ? lost.signal.reason : error, draining);
    } finally {
      draining.removeEventListener('abort', hurry);
      unwatch();
      await buffer.close();
    }
  }

  /** Why a run ended early decides when the next one starts. */
  private async stop(claim: Claim, error: unknown, draining: AbortSignal): Promise<void> {
    if (error instanceof ClaimLost) return;
    const reason = error instanceof Error ? error.message : String(error);
    try {
      if (draining.aborted) await this.giveBack(claim, { delayMs: 0, reason: null, blameless: true });
      else if (error instanceof SourceBusy) await this.rest(claim, error);
      else if (error instanceof NothingDue)
        await this.giveBack(claim, { delayMs: error.waitMs, reason, blameless: true });
      else if (error instanceof StorageFull || error instanceof InspectorUnavailable)
        await this.giveBack(claim, { delayMs: OUTAGE_WAIT_MS, reason, blameless: true });
      else {
        this.logger.error({ message: 'chunk failed', chunk_id: claim.chunkId, job_id: claim.jobId, error });
        if (claim.attemptsWithoutProgress < MAX_CLAIMS_WITHOUT_PROGRESS) {
          const delayMs = 500 * 2 ** Math.min(claim.attemptsWithoutProgress, 7);
          await this.giveBack(claim, { delayMs, reason, blameless: false });
        } else await retryTransient(() => this.lifecycle.settle(claim, { failure: reason }));
      }
    } catch (second) {
      // the lease runs out and another run takes over
      if (!(second instanceof ClaimLost)) this.logger.error({ message: 'could not give a chunk back', error: second });
    }
  }

  /** For a short rest the chunk waits; for a longer one it closes, and other sources take over its share. */
  private async rest(claim: Claim, { waitMs, message }: SourceBusy): Promise<void> {
    if (waitMs <= SHORT_REST_MS) await this.giveBack(claim, { delayMs: waitMs, reason: message, blameless: false });
    else await retryTransient(() => this.lifecycle.settle(claim, { rest: { ms: waitMs, reason: message } }));
  }

  private async giveBack(claim: Claim, how: GiveBack): Promise<void> {
    await retryTransient(() => this.chunks.giveBack(claim, how));
  }
}
