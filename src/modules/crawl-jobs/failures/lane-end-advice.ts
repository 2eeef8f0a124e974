import type { LaneEnd } from '../planning/lane-end.js';

/** What it means when a source has no more for a keyword, and what a user can do about it. */
export const adviceOf = (source: string, end: LaneEnd): string => NAMED[source]?.[end] ?? LANE_END_ADVICE[end];

/** Of sources that are not asked for a keyword, but read what the options name. */
const NAMED: Record<string, Partial<Record<LaneEnd, string>>> = {
  urls: { bad_request: 'The uploaded list is gone. Send it again and name it in options.url_list_id of a new job.' },
  web: {
    bad_request:
      'No page could be read: its address is not public, does not answer as a web page does, or is gone. Change options.web.pages in a new job.',
  },
  sitemap: {
    bad_request:
      'No sitemap could be read: its address is not public, does not answer as a sitemap does, or is gone. Change options.sitemap.urls in a new job.',
    shape_changed:
      'The address answers, but not with a sitemap. Change options.sitemap.urls in a new job, or retry when the site has repaired it.',
  },
};

const LANE_END_ADVICE: Record<LaneEnd, string> = {
  exhausted: 'The source has no more results. Other keywords or sources may have.',
  unconfigured: 'This installation has no key for the source. Ask its operator, or choose other sources.',
  blocked:
    'The source showed a captcha, a challenge or a refusal instead of results. Retry later, or choose other sources.',
  auth: 'The source refused the key of this installation. Its operator has to renew it; then retry.',
  quota: 'The allowance of this installation at the source is used up. Retry when the source grants a new one.',
  bad_request: 'The source does not take this query. Change the keyword.',
  rate_limited: 'The source asked to slow down for longer than the job waits. Retry later.',
  upstream: 'The source failed or did not answer. Retry later.',
  shape_changed: 'The answer of the source has changed and cannot be read. Retry after an update of this installation.',
  low_yield: 'Its last results brought hardly any new image, so the job went on elsewhere.',
  failed: 'This installation failed again and again at a part of the work. Retry later.',
};
