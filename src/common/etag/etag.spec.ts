import { etagOf, matchesStrongly, matchesWeakly, parseTags } from './etag.js';

it.each([
  ['*', '*'],
  ['"v1"', ['"v1"']],
  ['"v1" , W/"v2"', ['"v1"', 'W/"v2"']],
  ['v1', null],
  ['"v1', null],
  ['"a b"', null],
  ['', null],
])('%s reads as %j', (header, tags) => {
  expect(parseTags(header)).toEqual(tags);
});

it.each([
  ['"v3"', true, true],
  ['W/"v3"', false, true],
  ['"v2"', false, false],
])('%s matches version 3 strongly: %s, weakly: %s', (tag, strongly, weakly) => {
  expect(matchesStrongly([tag], etagOf(3))).toBe(strongly);
  expect(matchesWeakly([tag], etagOf(3))).toBe(weakly);
});
