import { Injectable } from '@nestjs/common';
import { Env } from '../config/env.js';
import type { FetchAnswer } from '../fetching/fetch-request.js';
import { FetchFailure } from '../fetching/fetch-failure.js';
import { RuleApplied } from '../fetching/site/rule-applied.js';
import { SiteFetcher } from '../fetching/site/site-fetcher.js';
import { BlockList } from '../modules/block-rules/block-list.js';
import { TRANSIENT_OUTCOMES } from '../modules/crawl-jobs/candidate-outcome.js';
import type { OpenCandidate } from '../modules/crawl-jobs/candidates.service.js';
import type { Claim } from '../modules/crawl-jobs/claim.js';
import type { NewImage } from '../modules/images/new-image.js';
import { Storage } from '../storage/storage.js';
import type { Attempt } from './attempt.js';
import { DownloadReports } from './sources/download-reports.js';
import { ImageInspector, type InspectedImage } from '../inspection/image-inspector.js';

const MAX_ATTEMPTS = 3;
const EXTENSION = { jpeg: 'jpg', png: 'png', webp: 'webp', gif: 'gif', avif: 'avif' } as const;

/** One candidate, once: fetch → inspect → store. */
@Injectable()
export class CandidateFetcher {
  constructor(
    private readonly fetcher: SiteFetcher,
    private readonly blocks: BlockList,
    private readonly inspector: ImageInspector,
    private readonly storage: Storage,
    private readonly reports: DownloadReports,
    private readonly env: Env,
  ) {}

  /** `onAnswered`: the host has answered; what follows is ours. Throws only when the run has to stop: the signal's reason, or StorageFull. */
  async attempt(claim: Claim, candidate: OpenCandidate, signal: AbortSignal, onAnswered: () => void): Promise<Attempt> {
    const turn = [claim.userId, claim.jobId];
    let made: Attempt | null = null;
    try {
      await this.fetcher.fetch({
        url: candidate.url,
        maxBytes: this.env.MAX_IMAGE_BYTES,
        accept: 'image/avif,image/webp,image/png,image/jpeg,image/gif,image/*;q=0.8',
        signal,
        use: 'picture',
        turn,
        refuse: (url) => this.refuseBlocked(claim, url),
        consume: async (answer) => {
          onAnswered();
          made = await this.take(claim, candidate, answer, signal);
        },
      });
    } catch (error) {
      signal.throwIfAborted();
      if (!(error instanceof FetchFailure)) throw error;
      if (error.status !== null) onAnswered();
      return failed(candidate, error);
    }
    return made!;
  }

  /** Inspects and stores what was fetched. */
  private async take(
    claim: Claim,
    candidate: OpenCandidate,
    { body, status }: FetchAnswer,
    signal: AbortSignal,
  ): Promise<Attempt> {
    const made = { candidate, attempts: candidate.attempts + 1, httpStatus: status, retryInMs: null, rule: null };
    const { options } = claim;
    const inspection = await this.inspector.inspect(body, {
      resize: options.resize ?? null,
      minWidth: options.min_width ?? 1,
      minHeight: options.min_height ?? 1,
      metadata: options.metadata ?? 'strip_location',
    });
    signal.throwIfAborted();
    if (!inspection.accepted) return { ...made, outcome: inspection.outcome, detail: inspection.detail, image: null };
    const image = newImage(claim, candidate, inspection.image);
    await this.storage.put(image.storageKey, inspection.image.stored);
    this.reports.report(claim.source, candidate, [claim.userId, claim.jobId]);
    return { ...made, outcome: 'stored', detail: null, image };
  }

  /** The block lists hold for every hop. */
  private async refuseBlocked({ projectId }: Claim, url: URL): Promise<void> {
    const rule = await this.blocks.ruleFor(projectId, url);
    if (rule) throw new RuleApplied('opted_out', rule);
  }
}

/** A failure that may heal is tried again after what the host asks for, else after 1 s, 4 s. */
function failed(candidate: OpenCandidate, failure: FetchFailure): Attempt {
  // a host that asked us to wait was not asked: that costs no attempt
  const asked = !(failure.reason === 'rate_limited' && failure.status === null);
  const attempts = candidate.attempts + (asked ? 1 : 0);
  const again = TRANSIENT_OUTCOMES.includes(failure.reason) && attempts < MAX_ATTEMPTS;
  return {
    candidate,
    attempts,
    outcome: again ? null : failure.reason,
    retryInMs: again ? (failure.retryAfterMs ?? 1_000 * 4 ** Math.max(0, attempts - 1)) : null,
    httpStatus: failure.status,
    detail: failure.message,
    rule: failure instanceof RuleApplied ? failure.rule : null,
    image: null,
  };
}

function newImage(claim: Claim, candidate: OpenCandidate, image: InspectedImage): NewImage {
  const name = `${image.storedSha256}.${EXTENSION[image.format]}`;
  return {
    position: candidate.position,
    url: candidate.url,
    pageUrl: candidate.pageUrl,
    title: candidate.title,
    creator: candidate.creator,
    license: candidate.license,
    licenseUrl: candidate.licenseUrl,
    attribution: candidate.attribution,
    filename: name,
    storageKey: `${image.storedSha256.slice(0, 2)}/${claim.projectId}/${claim.jobId}/${name}`,
    format: image.format,
    width: image.width,
    height: image.height,
    fileSize: image.stored.byteLength,
    storedSha256: image.storedSha256,
    sha256: image.sha256,
    phash: image.phash,
  };
}
