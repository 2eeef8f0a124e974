import * as fc from 'fast-check';
import { candidates } from './candidates.js';
import type { SelectionRow } from './export-row.js';
import type { SelectionOptions } from './selection-options.js';
import { SelectionPlan } from './selection-plan.js';
import { SPLITS, type Split } from './split.js';

const DEFAULTS: SelectionOptions = {
  splits: { train: 0.7, validation: 0.2, test: 0.1 },
  seed: 0,
  stratified: false,
  include_duplicates: true,
  include_invalid: false,
  licenses: null,
  only_labels: null,
  max_per_class: null,
  class_names: {},
};

const rowOf = (n: number, change: Partial<SelectionRow> = {}): SelectionRow => ({
  id: String(n),
  keyword: 'cat',
  sha256: String(n).padStart(6, '0'),
  group: String(n).padStart(6, '0'),
  license: 'CC-BY-4.0',
  width: 640,
  height: 480,
  is_duplicate: false,
  is_valid: null,
  ...change,
});

const inOrder = (rows: SelectionRow[]) => rows.toSorted((a, b) => (a.sha256 < b.sha256 ? -1 : 1));

async function* stream(rows: SelectionRow[]) {
  yield* inOrder(rows);
}

/** Class and split of every row that the plan takes, in two passes as an export makes them. */
async function selected(rows: SelectionRow[], change: Partial<SelectionOptions>) {
  const options = { ...DEFAULTS, ...change };
  const plan = await SelectionPlan.of(stream(rows), options);
  const placed: { row: SelectionRow; className: string; split: Split }[] = [];
  for await (const { row, className } of candidates(stream(rows), options)) {
    const place = plan.place(row, className);
    if (!place) continue;
    expect(plan.classes[place.classIndex]).toBe(className);
    placed.push({ row, className, split: place.split });
  }
  expect(placed).toHaveLength(plan.total);
  for (const split of SPLITS) {
    const counts = plan.classes.map((name) => placed.filter((p) => p.split === split && p.className === name).length);
    expect(plan.counts.get(split) ?? plan.classes.map(() => 0)).toEqual(counts);
  }
  return { plan, placed };
}

const picture = fc.record({
  keyword: fc.constantFrom('cat', 'dog', 'eel'),
  group: fc.integer({ min: 0, max: 30 }).map((n) => `group ${n}`),
  license: fc.constantFrom(null, 'CC0-1.0', 'CC-BY-4.0', 'CC-BY-NC-4.0'),
  is_duplicate: fc.boolean(),
  is_valid: fc.constantFrom(null, true, false),
});
const pictures = fc.array(picture, { maxLength: 120 }).map((list) => list.map((change, n) => rowOf(n, change)));

describe('SelectionPlan', () => {
  it('never parts a group, whatever its classes, stratified or not', async () => {
    await fc.assert(
      fc.asyncProperty(pictures, fc.boolean(), fc.integer({ min: 0, max: 99 }), async (rows, stratified, seed) => {
        const { placed } = await selected(rows, { stratified, seed });
        const splitsOf = Map.groupBy(placed, (one) => one.row.group);
        for (const members of splitsOf.values()) expect(new Set(members.map((one) => one.split)).size).toBe(1);
      }),
      { numRuns: 60 },
    );
  });

  it('deals the same whatever else is there, unless it is stratified', async () => {
    const rows = Array.from({ length: 60 }, (_, n) => rowOf(n));
    const all = await selected(rows, {});
    const half = await selected(rows.slice(0, 30), {});
    const splits = new Map(all.placed.map((one) => [one.row.id, one.split]));
    for (const one of half.placed) expect(splits.get(one.row.id)).toBe(one.split);
  });

  it('gives each class its shares when stratified', async () => {
    const rows = [
      ...Array.from({ length: 100 }, (_, n) => rowOf(n, { keyword: 'cat' })),
      ...Array.from({ length: 10 }, (_, n) => rowOf(200 + n, { keyword: 'dog' })),
      ...Array.from({ length: 3 }, (_, n) => rowOf(300 + n, { keyword: 'eel' })),
      rowOf(400, { keyword: 'fox' }),
    ];
    const { plan } = await selected(rows, { stratified: true, seed: 5 });
    expect(plan.classes).toEqual(['cat', 'dog', 'eel', 'fox']);
    expect(plan.counts.get('train')).toEqual([70, 7, 1, 1]);
    expect(plan.counts.get('validation')).toEqual([20, 2, 1, 0]);
    expect(plan.counts.get('test')).toEqual([10, 1, 1, 0]);
  });

  it('keeps the shares of all together where no class can have them exactly', async () => {
    const rows = Array.from({ length: 1_400 }, (_, n) => rowOf(n, { keyword: `class ${Math.floor(n / 14)}` }));
    const splits = { train: 0.8, validation: 0.1, test: 0.1 };
    const { plan } = await selected(rows, { stratified: true, splits });
    for (const split of SPLITS) expect(plan.countOf(split) / rows.length).toBeCloseTo(splits[split], 1.7);
    expect(new Set(plan.counts.get('validation'))).toEqual(new Set([1, 2]));
  });

  it('moves no picture of a class when others grow, stratified', async () => {
    const cats = Array.from({ length: 14 }, (_, n) => rowOf(n, { keyword: 'cat' }));
    const dogs = Array.from({ length: 50 }, (_, n) => rowOf(100 + n, { keyword: 'dog' }));
    const [few, many] = [
      await selected(cats, { stratified: true }),
      await selected([...cats, ...dogs], { stratified: true }),
    ];
    const splits = new Map(many.placed.map((one) => [one.row.id, one.split]));
    for (const one of few.placed) expect(splits.get(one.row.id)).toBe(one.split);
  });

  it.each([
    [3, [3, 3, 2]],
    ['smallest' as const, [2, 2, 2]],
    [100, [40, 10, 2]],
  ])('leaves at most %s per class', async (limit, counts) => {
    const rows = [
      ...Array.from({ length: 40 }, (_, n) => rowOf(n, { keyword: 'cat' })),
      ...Array.from({ length: 10 }, (_, n) => rowOf(100 + n, { keyword: 'dog' })),
      ...Array.from({ length: 2 }, (_, n) => rowOf(200 + n, { keyword: 'eel' })),
    ];
    const { plan } = await selected(rows, { max_per_class: limit, splits: { train: 1, validation: 0, test: 0 } });
    expect(plan.counts.get('train')).toEqual(counts);
    expect(plan.removed.balance).toBe(52 - counts.reduce((a, b) => a + b));
  });

  it('takes of equal bytes, once for each class, what has most pixels, and counts the others', async () => {
    const same = { sha256: 'aaaaaa', group: 'aaaaaa' };
    const rows = [
      rowOf(1, { ...same, width: 64, height: 48 }),
      rowOf(2, same),
      rowOf(3, { ...same, is_duplicate: true }),
      rowOf(4, { ...same, keyword: 'dog', width: 64, height: 48 }),
      rowOf(5, { ...same, width: 2_000, height: 2_000, is_valid: false }),
    ];
    const { plan, placed } = await selected(rows, {});
    expect(placed.map(({ row, className }) => [className, row.id])).toEqual([
      ['cat', '2'],
      ['dog', '4'],
    ]);
    expect(plan.removed).toMatchObject({ copy: 2, invalid: 1 });
  });

  it('counts what every rule removes', async () => {
    const rows = [
      rowOf(1),
      rowOf(2, { is_valid: false }),
      rowOf(3, { is_duplicate: true }),
      rowOf(4, { license: 'CC-BY-NC-4.0' }),
      rowOf(5, { license: null }),
      rowOf(6, { keyword: 'dog' }),
      rowOf(7, { license: 'CC0-1.0', is_valid: true }),
    ];
    const rules = { include_duplicates: false, licenses: ['attribution', 'public-domain'] as const };
    const { plan, placed } = await selected(rows, { ...rules, only_labels: ['cat'] });
    expect(placed.map((one) => one.row.id)).toEqual(['1', '7']);
    expect(plan.removed).toEqual({
      label: 1,
      invalid: 1,
      duplicate: 1,
      copy: 0,
      balance: 0,
      license: { 'CC-BY-NC-4.0': 1, unknown: 1 },
    });
  });

  it('renames and merges classes, and takes a picture once per class', async () => {
    const rows = [
      rowOf(1, { keyword: 'tom' }),
      rowOf(1, { id: '1b', keyword: 'kitten' }),
      rowOf(1, { id: '1c', keyword: 'dog' }),
      rowOf(2, { keyword: 'dog' }),
    ];
    const { placed } = await selected(rows, { class_names: { tom: 'cat', kitten: 'cat', constructor: 'x' } });
    expect(placed.map((one) => [one.row.id, one.className])).toEqual([
      ['1', 'cat'],
      ['1c', 'dog'],
      ['2', 'dog'],
    ]);
  });
});
