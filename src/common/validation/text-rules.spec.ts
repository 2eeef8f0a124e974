import * as fc from 'fast-check';
import { characterFault, codePoints, foldedKey, wordFault } from './text-rules.js';

describe('characterFault', () => {
  it.each([
    ['Cats', true],
    ['', true],
    ['Größe – 猫 🐈‍⬛ 🏴󠁧󠁢󠁥󠁮󠁧󠁿', true],
    ['مرحبا', true],
    ['می‌خواهم', true], // the joiner of Persian spelling
    ['a\u0000b', false],
    ['a\u0007b', false],
    ['a\u0085b', false],
    ['a\nb', false],
    ['a\tb', false],
    ['a\u2028b', false],
    ['a\u202eb', false],
    ['a\u2066b', false],
    ['\u200b', false],
    ['\u00ad\u2060', false],
    ['\u2800\u3164', false],
    ['a\ud800', false],
  ])('%j is acceptable: %s', (text, acceptable) => {
    expect(characterFault(text) === null).toBe(acceptable);
  });

  it('allows line breaks and tabs in texts of several lines, and nothing else more', () => {
    expect(characterFault('a\r\n\tb', true)).toBeNull();
    expect(characterFault('\n\n', true)).not.toBeNull();
    expect(characterFault('a\u000bb', true)).not.toBeNull();
  });
});

it.each([
  ['cat', true],
  ['猫', true],
  ['٣', true],
  ['c++', true],
  ['🐈', true],
  ['🇩🇪', true],
  ['..', false],
  ['---', false],
  ['?!', false],
  ['¿…»', false],
  ['++', false],
  ['́̂', false],
])('a search can look for %j: %s', (text, expected) => expect(wordFault(text) === null).toBe(expected));

it('counts code points', () => {
  expect(codePoints('🐈'.repeat(100))).toBe(100);
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), (text) => {
      expect(codePoints(text)).toBe(Array.from(text).length);
    }),
  );
});

it.each([
  ['café', 'CAFE\u0301', true],
  ['Straße', 'STRASSE', true],
  ['Σίσυφος', 'ΣΊΣΥΦΟΣ', true],
  ['cat', 'cats', false],
  ['ﬁ', 'f', false],
])('%s and %s fold to the same key: %s', (a, b, same) => {
  expect(foldedKey(a) === foldedKey(b)).toBe(same);
});
