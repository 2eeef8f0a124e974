import { candidatesOf } from './page-candidates.js';
import type { FoundImage } from './sources/image-source.js';

const found = (url: string, license: string | null = null, creator: string | null = null): FoundImage => ({
  url,
  pageUrl: null,
  title: null,
  creator,
  license,
  licenseUrl: null,
  attribution: null,
  width: null,
  height: null,
});
const [a, b] = ['http://a.example/a.png', 'http://a.example/b.png'];

describe('candidatesOf', () => {
  it.each([
    ['what is said first', [found(a, null, 'Ada'), found(a, null, 'Bob')], undefined, [[null, 'Ada', null]]],
    ['what names a licence', [found(a), found(a, 'MIT', 'Bob')], undefined, [['MIT', 'Bob', null]]],
    ['the first that does', [found(a, 'MIT', 'Bob'), found(a, 'CC0-1.0', 'Eve')], undefined, [['MIT', 'Bob', null]]],
    ['one that the job keeps', [found(a, 'CC-BY-NC-4.0'), found(a, 'MIT')], ['open'], [['MIT', null, null]]],
    [
      'the licence that is known',
      [found(a), found(a, 'CC-BY-NC-4.0')],
      ['unknown'],
      [['CC-BY-NC-4.0', null, 'license']],
    ],
    ['no licence, where none is kept', [found(a)], ['open'], [[null, null, 'license']]],
  ] as const)('takes of a URL that a page names twice %s', (_, items, licenses, expected) => {
    const candidates = candidatesOf(items, licenses);
    expect(candidates.map(({ license, creator, refusal }) => [license, creator, refusal?.outcome ?? null])).toEqual(
      expected,
    );
  });

  it('keeps the order of the page, takes spellings of a URL for one, and leaves out what is no web address', () => {
    const items = [
      found(a),
      found('data:image/png,x'),
      found(b),
      found(`${a}#part`, 'MIT'),
      found('HTTP://A.example:80/b.png'),
    ];
    expect(candidatesOf(items, undefined).map(({ url, license }) => [url, license])).toEqual([
      [a, 'MIT'],
      [b, null],
    ]);
  });

  it('cuts what the database cannot hold', () => {
    const [candidate] = candidatesOf([{ ...found(a, 'x'.repeat(200), 'A\0da'), title: 'y'.repeat(3_000) }], undefined);
    expect(candidate).toMatchObject({ creator: 'Ada', license: 'x'.repeat(100), title: 'y'.repeat(2_000) });
  });
});
