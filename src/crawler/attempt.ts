import type { AppliedRule } from '../fetching/opt-out/applied-rule.js';
import type { NewImage } from '../modules/images/new-image.js';
import type { CandidateOutcome } from '../modules/crawl-jobs/candidate-outcome.js';
import type { OpenCandidate } from '../modules/crawl-jobs/candidates.service.js';

/** What one try of one candidate brought. */
export interface Attempt {
  candidate: OpenCandidate;
  /** Tries so far, this one included when a request was made. */
  attempts: number;
  /** null: stays open, to be tried again after `retryInMs`. */
  outcome: CandidateOutcome | null;
  retryInMs: number | null;
  httpStatus: number | null;
  detail: string | null;
  /** The owner's rule that kept it from being fetched or used. */
  rule?: AppliedRule | null;
  /** The picture, durable in storage, when the outcome is `stored`. */
  image: NewImage | null;
}
