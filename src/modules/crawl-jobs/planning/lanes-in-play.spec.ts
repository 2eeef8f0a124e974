import * as fc from 'fast-check';
import { laneKey, planChunks } from './chunk-plan.js';
import { expansionSlice } from './expansion.js';
import { lanesInPlay, type Search } from './lanes-in-play.js';
import type { LaneRow } from './lanes.repository.js';
import { isAnswered, shortfallOf } from './shortfall.js';

const lane = (slice: string, state: Partial<LaneRow> = {}): LaneRow => ({
  keyword: 'cat',
  source: 'a',
  slice,
  stored: 0,
  open: 0,
  openChunks: 0,
  named: 100,
  discovering: false,
  leftover: 0,
  cursor: null,
  laneEnd: null,
  detail: null,
  restMs: 0,
  ...state,
  ended: (state.laneEnd ?? null) !== null,
});
const whole = lane('', { laneEnd: 'exhausted', stored: 50 });
const photo = expansionSlice('{keyword} photo');

const search = (lanes: LaneRow[], more: Partial<Search> = {}) =>
  lanesInPlay({
    keyword: 'cat',
    source: 'a',
    known: new Map(lanes.map((each) => [each.slice, each])),
    slices: ['s1', 's2', 's3'],
    expansions: [photo],
    depth: 400,
    tooLow: () => false,
    ...more,
  });
const live = (lanes: LaneRow[]): string[] => lanes.filter(({ ended }) => !ended).map(({ slice }) => slice);

describe('lanesInPlay', () => {
  it('begins with the whole search, and stays with it until the source has no more', () => {
    expect(live(search([]))).toEqual(['']);
    expect(search([lane('', { discovering: true, open: 10 })])).toHaveLength(1);
    for (const laneEnd of ['blocked', 'quota', 'bad_request', 'unconfigured', 'failed'] as const) {
      expect(search([lane('', { laneEnd })])).toHaveLength(1);
    }
  });

  it('goes on with two slices at a time, in order, and with expansions after the last', () => {
    expect(live(search([whole]))).toEqual(['s1', 's2']);
    expect(live(search([whole, lane('s1')]))).toEqual(['s1', 's2']);
    expect(live(search([whole, lane('s2'), lane('s1', { laneEnd: 'exhausted' })]))).toEqual(['s2', 's3']);
    const three = ['s1', 's2', 's3'].map((slice) => lane(slice, { laneEnd: 'exhausted' }));
    expect(live(search([whole, ...three]))).toEqual([photo]);
    expect(live(search([whole, ...three, lane(photo, { laneEnd: 'exhausted' })]))).toEqual([]);
  });

  it('leaves slices out when the whole search had few results, but not what the job asks for', () => {
    expect(live(search([{ ...whole, named: 99 }]))).toEqual([photo]);
    expect(live(search([{ ...whole, named: 99 }], { depth: null }))).toEqual(['s1', 's2']);
    expect(live(search([{ ...whole, named: 0 }], { depth: null }))).toEqual([photo]);
  });

  it('uses left-over URLs first', () => {
    expect(live(search([{ ...whole, leftover: 3 }]))).toEqual([]);
    expect(live(search([whole, lane('s1', { laneEnd: 'exhausted', leftover: 3 })]))).toEqual([]);
  });

  it('leaves a source alone that is in trouble, or rests', () => {
    expect(live(search([whole, lane('s1', { laneEnd: 'blocked' }), lane('s2')]))).toEqual(['s2']);
    expect(live(search([whole, lane('s1', { laneEnd: 'bad_request' })]))).toEqual(['s2', 's3']);
    const [, first, second] = search([whole, lane('s1', { restMs: 5_000 })]);
    expect([first!.restMs, second!.restMs]).toEqual([5_000, 5_000]);
  });

  it('gives slices up that bring too little, says so, and tries the expansions that were asked for', () => {
    const low = search([whole, lane('s1', { laneEnd: 'exhausted' }), lane('s2')], { tooLow: (x) => !x.expansion });
    expect(low).toMatchObject([
      { slice: '', laneEnd: 'exhausted' },
      { slice: 's1', laneEnd: 'exhausted' },
      { slice: 's2', laneEnd: 'low_yield', ended: true },
      { slice: 's3', laneEnd: 'low_yield', ended: true, stored: 0 },
      { slice: photo, laneEnd: null },
    ]);
    expect(live(search([whole], { tooLow: () => true }))).toEqual([]);
  });

  it('counts what a slice stored that the source no longer has, and asks it no more', () => {
    expect(search([whole, lane('gone', { stored: 7 })])[1]).toMatchObject({ slice: 'gone', stored: 7, ended: true });
  });
});

/** What each lane of a source finds: `shared` URLs that another lane may have named before, and pictures that do not load. */
const anySource = fc.record({
  whole: fc.nat(250),
  slices: fc.array(fc.record({ fresh: fc.nat(120), known: fc.nat(80), bad: fc.nat(40) }), { maxLength: 6 }),
  templates: fc.array(fc.record({ fresh: fc.nat(60), known: fc.nat(60), bad: fc.nat(20) }), { maxLength: 3 }),
});

describe('lanesInPlay and planChunks together', () => {
  it('fill the job or ask everything that is worth it, never beyond max_images, with balanced keywords', () => {
    const jobs = fc.record({
      sources: fc.array(anySource, { minLength: 1, maxLength: 4 }),
      keywords: fc.integer({ min: 1, max: 3 }),
      maxImages: fc.integer({ min: 1, max: 1500 }),
      minYield: fc.constantFrom(0, 0.05, 0.3, 1),
    });
    fc.assert(
      fc.property(jobs, ({ sources, keywords, maxImages, minYield }) => {
        const pairs = sources.map((source, i) => simulated(`k${i % keywords}`, `s${i}`, source, minYield));
        const lanesOf = (): LaneRow[] => pairs.flatMap((pair) => pair.lanes());
        let round = 0;
        for (let plan; (plan = planChunks({ maxImages, openChunks: 0, lanes: lanesOf() })).length > 0; round++) {
          expect(round).toBeLessThan(3000);
          const byKey = new Set(lanesOf().map(laneKey));
          for (const chunk of plan) {
            expect(byKey.has(laneKey(chunk))).toBe(true);
            pairs.find(({ source }) => source === chunk.source)!.run(chunk.slice, chunk.target);
          }
        }
        const lanes = lanesOf();
        const stored = lanes.reduce((sum, each) => sum + each.stored, 0);
        expect(stored).toBeLessThanOrEqual(maxImages);
        const shortfall = shortfallOf(maxImages, lanes);
        expect(shortfall === null).toBe(stored === maxImages);
        expect(stored === maxImages || lanes.every(({ laneEnd }) => laneEnd !== null)).toBe(true);
        expect(shortfall?.missing ?? 0).toBe(maxImages - stored);
        for (const end of shortfall?.lanes ?? []) expect(['exhausted', 'low_yield']).toContain(end.end);
        expect(stored === maxImages || isAnswered(lanes)).toBe(true);
        const supply = pairs.reduce((sum, pair) => sum + pair.supply, 0);
        expect(minYield > 0 || stored === Math.min(maxImages, supply)).toBe(true);
        const levels = [...Map.groupBy(lanes, ({ keyword }) => keyword).values()]
          .filter((own) => own.some(({ ended, leftover }) => !ended || leftover > 0))
          .map((own) => own.reduce((sum, each) => sum + each.stored, 0));
        expect(levels.length < 2 || Math.max(...levels) - Math.min(...levels) <= 1).toBe(true);
      }),
      { numRuns: 500 },
    );
  });
});

type Supply = { fresh: number; known: number; bad: number };

/** A source that answers by what is left of its supply; a lane ends with the chunk that finds nothing more. */
function simulated(
  keyword: string,
  source: string,
  { whole: first, slices, templates }: typeof anySource extends fc.Arbitrary<infer S> ? S : never,
  minYield: number,
) {
  const supply = new Map<string, Supply>([['', { fresh: first, known: 0, bad: 0 }]]);
  slices.forEach((each, i) => supply.set(`slice:${i}`, { ...each }));
  templates.forEach((each, i) => supply.set(expansionSlice(`{keyword} ${i}`), { ...each }));
  const narrower = [...supply.keys()].slice(1);
  const within = [...supply].filter(([slice]) => first > 0 || slice.startsWith('expand:'));
  const known = new Map<string, LaneRow>();
  const tries: { expansion: boolean; stored: number; tried: number }[] = [];
  return {
    source,
    supply: within.reduce((sum, [, { fresh }]) => sum + fresh, 0),
    lanes: () =>
      lanesInPlay({
        keyword,
        source,
        known,
        slices: narrower.filter((slice) => !slice.startsWith('expand:')),
        expansions: narrower.filter((slice) => slice.startsWith('expand:')),
        depth: null,
        tooLow: ({ expansion }) => {
          const last = tries.filter((each) => each.expansion === expansion);
          const tried = last.reduce((sum, each) => sum + each.tried, 0);
          return tried >= 100 && last.reduce((sum, each) => sum + each.stored, 0) < minYield * tried;
        },
      }),
    run: (slice: string, target: number) => {
      const own = supply.get(slice)!;
      const stored = Math.min(target, own.fresh);
      const seen = own.known + own.bad;
      Object.assign(own, { fresh: own.fresh - stored, known: 0, bad: 0 });
      const before = known.get(slice) ?? { ...lane(slice), keyword, source, named: slice === '' ? first : 0 };
      const ended = own.fresh === 0;
      known.set(slice, { ...before, stored: before.stored + stored, ended, laneEnd: ended ? 'exhausted' : null });
      if (slice !== '') tries.push({ expansion: slice.startsWith('expand:'), stored, tried: stored + seen });
    },
  };
}
