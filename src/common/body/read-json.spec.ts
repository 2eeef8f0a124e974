import * as fc from 'fast-check';
import { Problem } from '../problem/problem.js';
import { MAX_DEPTH, readJson } from './read-json.js';

const slugOf = (text: string | Uint8Array): string => {
  try {
    readJson(typeof text === 'string' ? new TextEncoder().encode(text) : text);
    return 'read';
  } catch (error) {
    return error instanceof Problem ? error.slug : 'not a problem';
  }
};

describe('readJson', () => {
  it.each([
    ['{"a":[1,"\\u00e9"]}', 'read'],
    ['\ufeff{}', 'read'],
    ['{"a":1,"a":2}', 'read'],
    [`"\\" ${'['.repeat(40)} \\\\" `, 'read'],
    ['', 'malformed-json'],
    ['  ', 'malformed-json'],
    ['{', 'malformed-json'],
    ['\ufeff\ufeff{}', 'malformed-json'],
    ['NaN', 'malformed-json'],
    ['["\\u0000"]', 'invalid-characters'],
    ['{"\\u0000":1}', 'invalid-characters'],
    ['"\\ud83d"', 'invalid-characters'],
    ['"\\ud83d\\ude00"', 'read'],
    ['"\\\\u0000"', 'read'],
    ['['.repeat(MAX_DEPTH) + ']'.repeat(MAX_DEPTH), 'read'],
    ['['.repeat(MAX_DEPTH + 1) + ']'.repeat(MAX_DEPTH + 1), 'too-deeply-nested'],
    ['{"a":'.repeat(50_000), 'too-deeply-nested'],
  ])('%j is %s', (text, outcome) => {
    expect(slugOf(text)).toBe(outcome);
  });

  it('refuses bytes that are not UTF-8', () => {
    for (const bytes of [
      [0xc3, 0x28],
      [0x22, 0xff, 0x22],
      [0xed, 0xa0, 0x80],
    ])
      expect(slugOf(Uint8Array.from(bytes))).toBe('malformed-request');
  });

  it('reads any JSON value as it was written, __proto__ included', () => {
    fc.assert(
      fc.property(fc.jsonValue({ maxDepth: 5, noUnicodeString: false }), (value) => {
        const text = JSON.stringify(value);
        fc.pre(!/\\u0000|\\ud[89a-f]/.test(text));
        expect(JSON.stringify(readJson(new TextEncoder().encode(text)))).toBe(text);
      }),
    );
    expect(Object.keys(Object(readJson(new TextEncoder().encode('{"__proto__":{"a":1}}'))))).toEqual(['__proto__']);
  });

  it('never throws anything but a problem', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 200 }), (bytes) => {
        expect(slugOf(bytes)).not.toBe('not a problem');
      }),
    );
  });
});
