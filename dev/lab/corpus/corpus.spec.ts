import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { Corpus } from './corpus.js';
import type { Picture } from './picture.js';
import { VARIANTS } from './variants.js';
import { foldWords } from './words.js';

const corpus = await Corpus.load();
const search = (keyword: string) => corpus.search(foldWords(keyword));
const originals = (found: Picture[]) =>
  found.filter((picture) => picture.kind === 'photograph' && picture.variant === 0);
const rank = (picture: Picture) => (picture.kind === 'drawing' ? VARIANTS + 1 : picture.variant);

describe('corpus', () => {
  it('holds more than 400 distinct photographs and 3,000 drawings, all labelled', async () => {
    expect(corpus.photographs.length).toBe(463);
    expect(corpus.drawings.length).toBe(3786);
    const hashes = await Promise.all(
      corpus.photographs.map(async ({ file }) =>
        createHash('sha256')
          .update(await readFile(file))
          .digest('hex'),
      ),
    );
    expect(new Set(hashes).size).toBe(corpus.photographs.length);
    const unlabelled = [...corpus.photographs, ...corpus.drawings].filter(
      ({ labels, title }) => labels.length < 2 || title === '',
    );
    expect(unlabelled).toEqual([]);
  });

  it('is the same in every process', async () => {
    const again = await Corpus.load();
    expect(again.search(['fish'])).toEqual(corpus.search(['fish']));
    // Pinned, so that a change of ids, order, licences or sizes is a decision and not an accident.
    const facts = originals(corpus.search(['fish'])).map((p) => [
      p.id,
      p.license.shortName,
      p.creator,
      p.width,
      p.height,
    ]);
    expect(facts.slice(0, 2)).toMatchInlineSnapshot(`
      [
        [
          "P004",
          "CC0",
          "Lucía Fontaine",
          307,
          172,
        ],
        [
          "P009",
          "CC BY-SA 4.0",
          "Emeka Kaur",
          307,
          172,
        ],
      ]
    `);
  });

  it('has unique ids that lead back to the picture', () => {
    const all = corpus.search([]);
    expect(new Set(all.map(({ id }) => id)).size).toBe(463 * (1 + VARIANTS) + 3786);
    for (const picture of all) expect(corpus.get(picture.id)).toEqual(picture);
  });

  it.each(['A001~v0', 'A001~v13', 'A001~v01', 'A001~v', 'e-1f600~v1', 'Z999', ''])('knows no %j', (id) => {
    expect(corpus.get(id)).toBeUndefined();
  });

  it('deals out every licence', () => {
    const names = new Set(corpus.photographs.map(({ license }) => license.shortName));
    expect([...names].sort()).toEqual([
      'CC BY 2.0',
      'CC BY 4.0',
      'CC BY-NC 4.0',
      'CC BY-ND 4.0',
      'CC BY-SA 3.0',
      'CC BY-SA 4.0',
      'CC0',
      'Public domain',
    ]);
  });
});

describe('search', () => {
  it.each([
    ['vegetable', 130],
    ['Vegetables', 130],
    ['seafood', 117],
    ['FISH', 102],
    ['fruits', 70],
    ['vegetarian', 326],
    ['green leafy', 34],
    ['Solanum melongena', 21],
  ])('%s finds %i photographs', (keyword, expected) => {
    expect(originals(search(keyword)).length).toBe(expected);
  });

  it('shares no photograph between the two keywords of the demo', () => {
    const vegetables = new Set(originals(search('vegetable')).map(({ id }) => id));
    expect(originals(search('seafood')).filter(({ id }) => vegetables.has(id))).toEqual([]);
  });

  it('lists photographs, then their variants round by round, then drawings', () => {
    const found = search('fish');
    expect(found.map(rank)).toEqual(found.map(rank).sort((a, b) => a - b));
    expect(found.at(-1)?.kind).toBe('drawing');
  });

  it('puts a word in the title before the same word in a label', () => {
    const titled = originals(search('mango')).map(({ title }) => foldWords(title).includes('mango'));
    expect(titled).toEqual(titled.toSorted((a, b) => Number(b) - Number(a)));
    expect(titled).toContain(true);
  });

  it('wants all words, and finds nothing for unknown ones', () => {
    const both = new Set(search('ripe mango').map(({ id }) => id));
    expect(both.size).toBeGreaterThan(0);
    for (const word of ['ripe', 'mango']) {
      const one = new Set(search(word).map(({ id }) => id));
      expect([...both].filter((id) => !one.has(id))).toEqual([]);
    }
    expect(search('ripe zeppelinish')).toEqual([]);
  });

  it('finds drawings by keyword', () => {
    expect(search('cat').some(({ title }) => title === 'cat face')).toBe(true);
  });
});
