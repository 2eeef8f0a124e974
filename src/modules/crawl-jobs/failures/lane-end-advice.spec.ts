import { LANE_ENDS } from '../planning/lane-end.js';
import { adviceOf } from './lane-end-advice.js';

it.each([
  ['google', 'Change the keyword'],
  ['web', 'options.web.pages'],
  ['sitemap', 'options.sitemap.urls'],
  ['urls', 'options.url_list_id'],
])('a query that %s does not take: change what it was asked', (source, change) => {
  expect(adviceOf(source, 'bad_request')).toContain(change);
});

it('what a sitemap turned out to be is the matter of who named it, not of an update', () => {
  expect(adviceOf('sitemap', 'shape_changed')).toContain('options.sitemap.urls');
  expect(adviceOf('google', 'shape_changed')).toContain('update of this installation');
});

it('every other end is advised alike for all sources', () => {
  const others = LANE_ENDS.filter((end) => end !== 'bad_request');
  for (const end of others) expect(adviceOf('web', end)).toBe(adviceOf('google', end));
});
