import * as fc from 'fast-check';
import { classFolders } from './class-folders.js';

const SPLIT_WORDS = 'train training validation valid dev val test testing eval evaluation'.split(' ');
const folderOf = (label: string) => classFolders([label]).get(label);

describe('classFolders', () => {
  it.each([
    ['cat', 'cat'],
    ['Great Dane', 'Great_Dane'],
    ['caf\u00e9 au lait', 'cafe_au_lait'],
    ['\uff43\uff41\uff54', 'cat'], // full-width letters
    ['a/b\\c', 'a_b_c'],
    ['../../etc/passwd', 'etc_passwd'],
    ['.hidden', 'hidden'],
    ['trailing...', 'trailing'],
    ['C:\\x', 'C_x'],
    ['a\u0000b\u202ec', 'a_b_c'],
    ['CON', 'CON_class'],
    ['nul.txt', 'nul_class'],
    ['com7', 'com7_class'],
    ['LPT0.a.b', 'LPT0_class'],
    ['constant', 'constant'],
    ['train', 'trainclass'],
    ['Test', 'Testclass'],
    ['crash test dummy', 'crash_testclass_dummy'],
    ['test2', 'testclass2'],
    ['val-d-isere', 'valclass-d-isere'],
    ['training', 'trainingclass'],
    ['trainer', 'trainer'],
    ['contest', 'contest'],
  ])('%j is %j', (label, folder) => {
    expect(folderOf(label)).toBe(folder);
  });

  it.each(['\u732b', '\u043a\u043e\u0442', '\ud83d\udc08', '...', '---'])('gives %j a name of its own', (label) => {
    expect(folderOf(label)).toMatch(/^class_[0-9a-f]{8}$/);
  });

  it('tells labels apart that become equal, case ignored', () => {
    expect([...classFolders(['cat!', 'Cat', 'cat', 'cat?', 'CAT'])]).toEqual([
      ['CAT', 'CAT'],
      ['Cat', 'Cat-2'],
      ['cat', 'cat-3'],
      ['cat!', 'cat-4'],
      ['cat?', 'cat-5'],
    ]);
  });

  it('is safe and one to one for any labels, in any order', () => {
    const label = fc.oneof(
      fc.string({ unit: 'binary', maxLength: 120 }),
      fc.string({ maxLength: 6 }),
      fc.stringMatching(/^([vtdn][aeu][ls][t_ .]){0,30}$/),
    );
    fc.assert(
      fc.property(fc.uniqueArray(label, { maxLength: 20 }), (labels) => {
        const folders = classFolders(labels);
        expect(folders.size).toBe(labels.length);
        expect(new Set([...folders.values()].map((name) => name.toLowerCase())).size).toBe(labels.length);
        for (const name of folders.values()) {
          expect(name).toMatch(/^[A-Za-z0-9]([A-Za-z0-9._-]{0,78}[A-Za-z0-9])?$/);
          expect(name.split(/[-._ 0-9]+/).filter((word) => SPLIT_WORDS.includes(word.toLowerCase()))).toEqual([]);
          expect(name).not.toMatch(/^(con|prn|aux|nul|com\d|lpt\d)(\.|$)/i);
        }
        expect(classFolders(labels.toReversed())).toEqual(folders);
      }),
    );
  });
});
