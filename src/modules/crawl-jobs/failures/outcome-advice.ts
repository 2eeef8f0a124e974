import type { CandidateOutcome } from '../candidate-outcome.js';

/** What each outcome means and what a user can do about it. */
export const OUTCOME_ADVICE: Record<CandidateOutcome, string> = {
  stored: 'The image is stored.',
  duplicate_bytes: 'The job already has these bytes under another URL; the keyword was added to the image kept.',
  too_small: 'Smaller than min_width or min_height allow. Lower them to keep such images.',
  too_large: 'More bytes or pixels than the limits of this installation allow.',
  not_an_image: 'The server sent something else, often an HTML page. Nothing to be done.',
  unsupported_format: 'A picture format that is not accepted (SVG, HEIC, BMP, TIFF and the like).',
  decode_error: 'The picture is cut short or damaged.',
  blocked_address:
    'The URL leads to an address that is not public, or to a port other than 80 and 443, and is never fetched.',
  dns: 'The host name did not resolve. Retry later.',
  tls: 'The host has no valid certificate.',
  connection: 'The connection was refused or broke off. Retry later.',
  timeout: 'The host was too slow. Retry later.',
  too_many_redirects: 'The URL redirects in a loop or too often.',
  rate_limited: 'The host asked to slow down for longer than the job waits. Retry later.',
  http_not_found: 'The image is gone from the host.',
  http_forbidden: 'The host refuses to give the image out.',
  http_error: 'The host answered with an error. Retry later.',
  robots: 'The robots.txt of the host does not let us fetch this URL. It is obeyed.',
  opted_out: 'The owner does not want the picture used this way, or it is on a block list. This is obeyed.',
  license: 'Its licence is unknown or not among options.licenses. Allow more licences to keep such images.',
  poison: 'Workers stopped again and again over this URL, so it is not tried any more.',
  not_needed:
    'It was left aside: its chunk had all its images, or was cancelled before this URL was tried. Retry or extend the job to use it.',
  cancelled: 'The job was cancelled before this URL was tried. Retry takes it up.',
};

/** For outcomes that retry takes up, where it would end as `opted_out` now. */
export const BLOCKED_ADVICE =
  'A block rule names the host now, so these would end as opted_out. Remove the rule first to have them.';
