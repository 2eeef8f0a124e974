import { expansionSlice, isExpansion, isTemplate, searchOf } from './expansion.js';

describe('isTemplate', () => {
  it.each([
    ['{keyword} photo', true],
    ['{keyword} or {keyword}s', true],
    ['{keyword}s', true],
    ['{keyword}', false],
    [' {keyword}  {keyword} ', false],
    ['photo', false],
    ['{Keyword} photo', false],
    ['{keyword} {other}', false],
    ['{keyword} {Keyword}', false],
    ['{keyword} {}', false],
    ['{keyword} { :-)', true],
    ['', false],
  ])('%j: %s', (text, expected) => {
    expect(isTemplate(text)).toBe(expected);
  });
});

describe('searchOf', () => {
  it.each([
    ['cat', '', 'cat', ''],
    ['cat', 'size:large', 'cat', 'size:large'],
    ['cat', expansionSlice('{keyword} photo'), 'cat photo', ''],
    ['cat', expansionSlice('a {keyword} and {keyword}s'), 'a cat and cats', ''],
    ["$& $' {keyword}", expansionSlice('{keyword} photo'), "$& $' {keyword} photo", ''],
  ])('%s by %j asks for %s by %j', (keyword, slice, asked, by) => {
    expect(searchOf({ keyword, slice })).toEqual({ keyword: asked, slice: by });
  });

  it('tells expansions from slices of a source', () => {
    expect(isExpansion(expansionSlice('{keyword} photo'))).toBe(true);
    expect(isExpansion('size:large')).toBe(false);
  });
});
