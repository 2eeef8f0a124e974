import { withLicenseCodes } from './openverse-filters.js';

it.each([
  [{}, null, {}],
  [{ size: 'large' }, null, { size: 'large' }],
  [{}, ['CC-BY-4.0', 'CC-BY-2.0', 'CC0-1.0'], { license: 'by,cc0' }],
  [{}, ['CC-BY-SA-3.0-DE', 'LicenseRef-CC-BY-NC', 'CC-PDM-1.0'], { license: 'by-sa,by-nc,pdm' }],
  [
    {},
    ['LicenseRef-CC-Sampling-Plus-1.0', 'LicenseRef-CC-NC-Sampling-Plus-1.0'],
    { license: 'sampling+,nc-sampling+' },
  ],
  [{ license: 'by' }, ['CC-BY-4.0', 'CC0-1.0'], { license: 'by' }],
  [{ license: 'by-nd' }, ['CC-BY-4.0'], null],
  [{}, ['MIT', 'LicenseRef-Unsplash'], null],
  [{}, [], null],
])('%j for %j is %j', (slice, licenses, expected) => {
  expect(withLicenseCodes(slice, licenses)).toEqual(expected);
});
