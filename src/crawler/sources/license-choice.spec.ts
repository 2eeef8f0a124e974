import { classOf, codesFor, keeps } from './license-choice.js';

describe('what a job keeps', () => {
  it.each([
    [null, 'CC0-1.0', true],
    [[], 'CC0-1.0', false],
    [['CC-BY-4.0'], 'CC-BY-4.0', true],
    [['CC-BY-4.0'], 'CC-BY-2.0', false],
  ])('%o keeps %s: %s', (licenses, id, expected) => {
    expect(keeps(licenses, id)).toBe(expected);
  });

  it.each([
    [null, ['4', '9']],
    [['CC0-1.0', 'MIT'], ['9']],
    [['MIT'], []],
  ])('codes for %o', (licenses, codes) => {
    expect(codesFor(licenses, { 4: 'CC-BY-2.0', 9: 'CC0-1.0' })).toEqual(codes);
  });

  it.each([
    [null, null],
    [[], null],
    [['CC0-1.0', 'LicenseRef-Public-Domain', 'CC-PDM-1.0', 'Unlicense'], 'public_domain'],
    [['CC0-1.0', 'CC-BY-4.0'], 'creative_commons'],
    [['LicenseRef-CC-BY'], 'creative_commons'],
    [['CC0-1.0', 'MIT'], null],
    [['LicenseRef-Unsplash'], null],
  ])('%o are %s', (licenses, expected) => {
    expect(classOf(licenses)).toBe(expected);
  });
});
