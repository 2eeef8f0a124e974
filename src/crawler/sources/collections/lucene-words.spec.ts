import * as fc from 'fast-check';
import { luceneWords } from './lucene-words.js';

describe('luceneWords', () => {
  it.each([
    ['red barn', 'red barn'],
    ['  red   barn ', 'red barn'],
    ['T-shirt', 'T-shirt'],
    ['-red +barn --hay', 'red barn hay'],
    ['"red barn"~2', 'red barn 2'],
    ['title:barn* OR NOT (hay)', 'title barn or not hay'],
    ['ORANGE ANDES', 'ORANGE ANDES'],
    ['a && b || c', 'a b c'],
    ['[1 TO 2]', '1 to 2'],
    ['café ☕ 猫', 'café ☕ 猫'],
  ])('%s: %s', (keyword, words) => expect(luceneWords(keyword)).toBe(words));

  it.each(['', ' ', '"*"', '(((', '- +', '&&'])('%j has no word', (keyword) => {
    expect(() => luceneWords(keyword)).toThrow('no word');
  });

  it('leaves no operator in any text, and says the same of what it said', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme', maxLength: 60 }), (text) => {
        const words = luceneWords(`x ${text}`);
        expect(words).not.toMatch(/["()*~?:[\]{}^\\/]|(^|\s)[-+]|\b(AND|OR|NOT|TO)\b/);
        expect(luceneWords(words)).toBe(words);
      }),
    );
  });
});
