import { bingFilter } from './bing-filters.js';

it.each([
  ['', null, {}],
  ['', ['MIT'], {}],
  ['size:large', null, { qft: '+filterui:imagesize-large' }],
  ['color:red', ['CC-BY-4.0'], { qft: '+filterui:color2-FGcls_RED+filterui:licenseType-Any' }],
  ['', ['CC0-1.0'], { qft: '+filterui:license-L1' }],
  ['date:week', null, { qft: '+filterui:age-lt10080' }],
])('%s for %j is %o', (slice, licenses, expected) => {
  expect(bingFilter(slice, licenses)).toEqual(expected);
});

it('a slice that is none is a bad request', () => {
  expect(() => bingFilter('size:huge', null)).toThrow('no slice size:huge');
});
