import { FLICKR_OPEN_LICENSES, flickrLicense } from './flickr-license.js';

it.each([
  ['0', 'LicenseRef-All-rights-reserved'],
  ['1', 'CC-BY-NC-SA-2.0'],
  [2, 'CC-BY-NC-2.0'],
  ['3', 'CC-BY-NC-ND-2.0'],
  ['5', 'CC-BY-SA-2.0'],
  ['6', 'CC-BY-ND-2.0'],
  ['7', 'LicenseRef-NKC'],
  ['8', 'LicenseRef-US-Gov'],
  ['9', 'CC0-1.0'],
  ['10', 'CC-PDM-1.0'],
  ['11', 'CC-BY-4.0'],
  ['12', 'CC-BY-SA-4.0'],
  ['13', 'CC-BY-ND-4.0'],
  ['14', 'CC-BY-NC-4.0'],
  ['15', 'CC-BY-NC-SA-4.0'],
  [16, 'CC-BY-NC-ND-4.0'],
  ['17', null],
  ['', null],
  [null, null],
])('licence %j is %s', (number, id) => {
  expect(flickrLicense(number)?.id ?? null).toBe(id);
});

it('all but all rights reserved may be used', () => {
  expect(Object.keys(FLICKR_OPEN_LICENSES).length).toBe(16);
  expect(FLICKR_OPEN_LICENSES['0']).toBeUndefined();
});
