import { sliceParameters } from '../source-slices.js';
import { TBS_SLICES, withLicenses } from './google-filters.js';

it.each([
  ['', null, {}],
  ['size:large', null, { tbs: 'isz:l' }],
  ['color:red', ['CC-BY-4.0'], { tbs: 'ic:specific,isc:red,sur:f' }],
  ['', ['CC0-1.0'], { tbs: 'sur:fmc' }],
  ['', ['MIT'], {}],
  ['date:2023', null, { tbs: 'cdr:1,cd_min:01/01/2023,cd_max:12/31/2023' }],
])('%s for %j is %o', (slice, licenses, expected) => {
  expect(withLicenses(sliceParameters(TBS_SLICES, slice), licenses)).toEqual(expected);
});
