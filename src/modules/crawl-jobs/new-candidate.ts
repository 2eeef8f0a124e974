import type { Provenance } from '../images/new-image.js';
import type { CandidateOutcome } from './candidate-outcome.js';

/** A URL as its source describes it. */
export interface NewCandidate extends Provenance {
  url: string;
  /** SHA-256 of the canonical URL, hex: what makes two URLs the same. */
  urlHash: string;
  host: string;
  /** Set: it is not fetched, and has its outcome from the start. */
  refusal: { outcome: CandidateOutcome; detail: string } | null;
}
