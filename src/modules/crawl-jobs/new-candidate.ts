import type { CandidateOutcome } from './candidate-outcome.js';

/** A URL as its source describes it. */
export interface NewCandidate {
  url: string;
  /** SHA-256 of the canonical URL, hex: what makes two URLs the same. */
  urlHash: string;
  host: string;
  pageUrl: string | null;
  title: string | null;
  creator: string | null;
  license: string | null;
  licenseUrl: string | null;
  attribution: string | null;
  /** Set: it is not fetched, and has its outcome from the start. */
  refusal: { outcome: CandidateOutcome; detail: string } | null;
}
