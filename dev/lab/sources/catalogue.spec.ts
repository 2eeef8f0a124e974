import { Corpus } from '../corpus/corpus.js';
import { faultOf, faultRate, USUAL_FAULTS } from '../faults/fault-table.js';
import { Links } from './links.js';
import { Catalogue, type SourceName } from './catalogue.js';

const corpus = await Corpus.load();
const links = new Links('http://127.0.0.1:1', ['http://127.0.0.1:1', 'http://127.0.0.2:1']);
const catalogue = new Catalogue(corpus, links, 'default');
const list = (source: SourceName, keyword: string) => catalogue.search(source, keyword, true).listed;
const photographs = (source: SourceName, keyword: string) =>
  list(source, keyword).filter(({ picture }) => picture.kind === 'photograph' && picture.variant === 0).length;

describe('catalogue', () => {
  it.each([
    ['google', 'bing'],
    ['openverse', 'wikimedia'],
  ] as const)('splits every keyword between %s and %s, without loss or overlap', (one, other) => {
    for (const keyword of ['vegetable', 'seafood', 'cat', 'fault:none']) {
      const both = [...list(one, keyword), ...list(other, keyword)].map(({ picture }) => picture.id);
      const all = corpus.search(keyword === 'fault:none' ? [] : [keyword]).map(({ id }) => id);
      expect({ keyword, ids: both.toSorted() }).toEqual({ keyword, ids: all.toSorted() });
    }
  });

  it('overlaps by about half across the pairs', () => {
    const google = new Set(list('google', 'vegetarian').map(({ url }) => url));
    const openverse = list('openverse', 'vegetarian');
    const shared = openverse.filter(({ url }) => google.has(url)).length;
    expect(shared / openverse.length).toBeCloseTo(0.5, 1);
  });

  it.each([
    ['google', 'bing'],
    ['openverse', 'wikimedia'],
  ] as const)('gives the demo 247 photographs from %s and %s, evenly', (one, other) => {
    const lanes = [one, other].flatMap((source) => [photographs(source, 'vegetable'), photographs(source, 'seafood')]);
    expect(lanes.reduce((sum, n) => sum + n)).toBe(247);
    expect(Math.min(...lanes)).toBeGreaterThanOrEqual(57);
  });

  it('gives more than 1,000 candidates for one keyword of two sources', () => {
    expect(list('google', 'vegetable').length + list('bing', 'vegetable').length).toBe(1723);
  });

  it('gives one address to a picture and one picture to an address', () => {
    const all = [...list('google', 'fault:none'), ...list('bing', 'fault:none')];
    expect(new Set(all.map(({ url }) => url)).size).toBe(all.length);
  });

  it('lists misbehaving pictures at the stated rate', () => {
    const all = [...list('google', 'fault:none'), ...list('bing', 'fault:none')];
    for (const level of ['default', 'heavy'] as const) {
      const faulty = all.filter(({ picture }) => faultOf(picture.id, level)).length;
      expect(faulty / all.length).toBeCloseTo(faultRate(level), 1.7);
    }
  });

  it('forces one fault, or deals the usual ones out in turn', () => {
    expect(list('bing', 'fish fault:429').every(({ url }) => /~429\.(?:jpg|png)$/.test(url))).toBe(true);
    const dealt = list('bing', 'fish fault:all').map(({ url }) => /~([\w-]+)\.(?:jpg|png)$/.exec(url)?.[1]);
    expect(dealt.slice(0, 2 * USUAL_FAULTS.length)).toEqual([...USUAL_FAULTS, ...USUAL_FAULTS]);
  });
});
