/** What became of a candidate URL. Each ends in exactly one of these; docs/outcomes.md explains them to users. */
export const CANDIDATE_OUTCOMES = [
  'stored',
  'duplicate_bytes', // the job already has the same bytes
  // what the bytes are
  'too_small',
  'too_large',
  'not_an_image',
  'unsupported_format',
  'decode_error',
  // what the request met
  'blocked_address',
  'dns',
  'tls',
  'connection',
  'timeout',
  'too_many_redirects',
  'rate_limited',
  'http_not_found',
  'http_forbidden',
  'http_error',
  // what the site or the job does not allow
  'robots', // robots.txt
  'opted_out', // any other sign that the picture may not be used, and block lists
  'license', // not among options.licenses
  // what we decided
  'poison', // workers died over it
  'not_needed', // its chunk had enough
  'cancelled',
] as const;
export type CandidateOutcome = (typeof CANDIDATE_OUTCOMES)[number];

/** Outcomes that another try may change: what retry takes up again. */
export const CURABLE_OUTCOMES: readonly CandidateOutcome[] = [
  'dns',
  'connection',
  'timeout',
  'rate_limited',
  'http_error',
  'not_needed',
  'cancelled',
];

/** Worth another try within the same chunk, after a pause. */
export const TRANSIENT_OUTCOMES: readonly CandidateOutcome[] = [
  'dns',
  'connection',
  'timeout',
  'rate_limited',
  'http_error',
];

const NOT_FAILURES: readonly CandidateOutcome[] = ['stored', 'duplicate_bytes', 'not_needed', 'cancelled'];

/** Counts as a failed download: neither kept, nor a copy, nor left aside. */
export const FAILED_OUTCOMES: readonly CandidateOutcome[] = CANDIDATE_OUTCOMES.filter(
  (outcome) => !NOT_FAILURES.includes(outcome),
);
