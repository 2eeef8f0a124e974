import * as fc from 'fast-check';
import { posix, win32 } from 'node:path';
import { keySegments } from './object-key.js';
import { InvalidKey } from './storage.js';

describe('keySegments', () => {
  it.each([
    'ab/0190f5f0-7c6e-7000-8000-000000000001/0190f5f0-7c6e-7000-8000-000000000002/abcdef.jpeg',
    'exports/x.tar.gz',
    'a',
    '-/_',
    'a..b',
  ])('takes %j', (key) => expect(keySegments(key)).toEqual(key.split('/')));

  it.each([
    ['nothing', ''],
    ['an absolute path', '/etc/passwd'],
    ['a parent', '..'],
    ['a parent inside', 'ab/../../x'],
    ['a parent at the end', 'ab/..'],
    ['the directory itself', '.'],
    ['the directory inside', 'ab/./x'],
    ['an empty segment', 'ab//x'],
    ['a slash at the end', 'ab/'],
    ['a backslash', 'ab\\..\\x'],
    ['a drive', 'C:/x'],
    ['a stream', 'x:y'],
    ['NUL', 'ab/x\0.jpeg'],
    ['a line feed', 'ab/x\n'],
    ['a control character', 'ab/\x1b[0m'],
    ['a hidden file', '.tmp/x'],
    ['a hidden file inside', 'ab/.x'],
    ['a space', 'a b'],
    ['an escape', '%2e%2e/x'],
    ['a full-width dot', '．．/x'],
    ['a decomposed letter', 'e\u0301/x'],
    ['a long segment', 'a'.repeat(201)],
    ['a long key', 'abc/'.repeat(300) + 'x'],
  ])('refuses %s', (_, key) => expect(() => keySegments(key)).toThrow(InvalidKey));

  it('never leaves the root, whatever it takes', () => {
    const part = fc.oneof(fc.constantFrom('..', '.', '', 'a', '\\', '/', 'C:', '~', '\0'), fc.string());
    fc.assert(
      fc.property(fc.array(part, { maxLength: 5 }), (parts) => {
        let segments: string[];
        try {
          segments = keySegments(parts.join('/'));
        } catch {
          return;
        }
        expect(posix.resolve('/root', ...segments)).toBe(`/root/${segments.join('/')}`);
        expect(win32.resolve('C:\\root', ...segments)).toBe(`C:\\root\\${segments.join('\\')}`);
      }),
      { numRuns: 2000 },
    );
  });
});
