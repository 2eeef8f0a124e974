import { wikimediaKeywords } from './wikimedia-filters.js';

it.each([
  ['', null, 'filetype:bitmap'],
  ['size:large', null, 'filetype:bitmap fileres:>3000'],
  ['license:share-alike', null, 'filetype:bitmap haslicense:attribution-same-license'],
  ['type:png', ['CC0-1.0', 'CC-PDM-1.0'], 'filetype:bitmap filemime:image/png haslicense:unrestricted'],
  ['license:unrestricted', ['CC0-1.0'], 'filetype:bitmap haslicense:unrestricted'],
  ['', ['CC-BY-4.0', 'CC0-1.0'], 'filetype:bitmap'],
])('%s for %j is %s', (slice, licenses, expected) => {
  expect(wikimediaKeywords(slice, licenses)).toBe(expected);
});
