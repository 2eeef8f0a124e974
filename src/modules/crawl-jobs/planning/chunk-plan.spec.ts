import * as fc from 'fast-check';
import { CHUNK_SIZE, fillEvenly, MAX_OPEN_CHUNKS, planChunks, type LaneState } from './chunk-plan.js';

const lane = (keyword: string, source: string, state: Partial<LaneState> = {}): LaneState => ({
  keyword,
  source,
  slice: '',
  stored: 0,
  open: 0,
  discovering: false,
  leftover: 0,
  ended: false,
  restMs: 0,
  ...state,
});

const anyLanes = fc
  .record({ keywords: fc.integer({ min: 1, max: 5 }), sources: fc.integer({ min: 1, max: 4 }) })
  .chain(({ keywords, sources }) =>
    fc.tuple(
      ...Array.from({ length: keywords * sources }, (_, i) =>
        fc
          .record({
            stored: fc.nat(150),
            open: fc.nat(100),
            discovering: fc.boolean(),
            leftover: fc.nat(60),
            ended: fc.boolean(),
            restMs: fc.constantFrom(0, 0, 30_000),
          })
          .map((state) =>
            lane(`k${i % keywords}`, `s${Math.floor(i / keywords)}`, {
              ...state,
              discovering: state.discovering && state.open > 0,
            }),
          ),
      ),
    ),
  );

describe('fillEvenly', () => {
  it.each([
    [[0, 0], 10, [5, 5]],
    [[0, 0, 0], 10, [4, 3, 3]],
    [[8, 0], 4, [0, 4]],
    [[8, 0], 10, [1, 9]],
    [[5, 1, 3], 3, [0, 3, 0]],
    [[5, 1, 3], 4, [0, 3, 1]],
    [[], 4, []],
    [[3], 0, [0]],
  ])('%j + %i → %j', (levels, amount, expected) => {
    expect(fillEvenly(levels, amount)).toEqual(expected);
  });

  it('adds exactly the amount, and no level that got some ends more than one above another', () => {
    fc.assert(
      fc.property(fc.array(fc.nat(200), { minLength: 1, maxLength: 8 }), fc.nat(2000), (levels, amount) => {
        const added = fillEvenly(levels, amount);
        expect(added.reduce((a, b) => a + b, 0)).toBe(amount);
        const ends = levels.map((level, i) => level + added[i]!);
        const lowest = Math.min(...ends);
        ends.forEach((end, i) => expect(added[i] === 0 || end <= lowest + 1).toBe(true));
      }),
    );
  });
});

describe('planChunks', () => {
  it('starts every lane with an equal part', () => {
    const lanes = ['cat', 'dog'].flatMap((k) => ['a', 'b'].map((s) => lane(k, s)));
    expect(planChunks({ maxImages: 200, openChunks: 0, lanes }).map((chunk) => chunk.target)).toEqual([50, 50, 50, 50]);
    expect(planChunks({ maxImages: 3, openChunks: 0, lanes }).map((chunk) => chunk.target)).toEqual([1, 1, 1]);
  });

  it('gives what a dead keyword lacks to the others, but nothing of a busy one', () => {
    const dead = lane('cat', 'a', { stored: 20, ended: true });
    expect(
      planChunks({ maxImages: 100, openChunks: 0, lanes: [dead, lane('dog', 'a', { stored: 50 })] }),
    ).toMatchObject([{ keyword: 'dog', target: 30 }]);
    const busy = lane('cat', 'a', { open: 20, discovering: true });
    expect(planChunks({ maxImages: 100, openChunks: 1, lanes: [busy, lane('dog', 'a', { stored: 50 })] })).toEqual([]);
  });

  it('takes the left-over URLs of a lane that ended, and no more', () => {
    const lanes = [lane('cat', 'a', { stored: 20, ended: true, leftover: 7 })];
    expect(planChunks({ maxImages: 100, openChunks: 0, lanes })).toMatchObject([{ target: 7 }]);
  });

  it("passes the part of a resting source on: to the keyword's others, to other keywords, and waits only at last", () => {
    const resting = lane('cat', 'a', { restMs: 60_000 });
    expect(planChunks({ maxImages: 10, openChunks: 0, lanes: [resting, lane('cat', 'b')] })).toMatchObject([
      { source: 'b', target: 10, delayMs: 0 },
    ]);
    const dog = lane('dog', 'a');
    expect(planChunks({ maxImages: 10, openChunks: 0, lanes: [resting, dog] })).toMatchObject([
      { keyword: 'dog', target: 5, delayMs: 0 },
    ]);
    expect(planChunks({ maxImages: 10, openChunks: 0, lanes: [resting, { ...dog, stored: 5 }] })).toMatchObject([
      { keyword: 'dog', target: 5, delayMs: 0 },
    ]);
    expect(planChunks({ maxImages: 10, openChunks: 1, lanes: [resting, { ...dog, stored: 3, open: 2 }] })).toEqual([]);
    const last = [resting, { ...dog, stored: 5, ended: true }];
    expect(planChunks({ maxImages: 10, openChunks: 0, lanes: last })).toMatchObject([
      { keyword: 'cat', target: 5, delayMs: 60_000 },
    ]);
  });

  it('never plans beyond max_images, a chunk beyond its size, nor a lane that cannot give', () => {
    fc.assert(
      fc.property(anyLanes, fc.integer({ min: 1, max: 3000 }), fc.nat(80), (lanes, maxImages, openChunks) => {
        const plan = planChunks({ maxImages, openChunks, lanes });
        const have = lanes.reduce((sum, l) => sum + l.stored + l.open, 0);
        const planned = plan.reduce((sum, chunk) => sum + chunk.target, 0);
        expect(planned).toBeLessThanOrEqual(Math.max(0, maxImages - have));
        expect(plan.length + openChunks).toBeLessThanOrEqual(Math.max(MAX_OPEN_CHUNKS, openChunks));
        for (const chunk of plan) {
          const own = lanes.find((l) => l.keyword === chunk.keyword && l.source === chunk.source)!;
          expect(chunk.target).toBeGreaterThan(0);
          expect(chunk.target).toBeLessThanOrEqual(own.ended ? Math.min(own.leftover, CHUNK_SIZE) : CHUNK_SIZE);
          expect(own.discovering).toBe(false);
        }
      }),
      { numRuns: 1000 },
    );
  });

  it('runs to the end on any sources: fills the job, or empties every lane, and balances the keywords', () => {
    const supply = fc.array(fc.record({ good: fc.nat(120), bad: fc.nat(60) }), { minLength: 1, maxLength: 12 });
    fc.assert(
      fc.property(
        supply,
        fc.integer({ min: 1, max: 4 }),
        fc.integer({ min: 1, max: 600 }),
        (sources, keywords, maxImages) => {
          const left = sources.map((s) => ({ ...s }));
          const lanes = sources.map((_, i) => lane(`k${i % keywords}`, `s${i}`));
          for (let round = 0; ; round++) {
            expect(round).toBeLessThan(2000);
            const plan = planChunks({ maxImages, openChunks: 0, lanes });
            if (plan.length === 0) break;
            for (const chunk of plan) {
              const i = lanes.findIndex((l) => l.source === chunk.source);
              const own = left[i]!;
              const tried = Math.min(chunk.target, own.good + own.bad);
              const bad = Math.min(own.bad, Math.ceil(tried / 2));
              const good = Math.min(own.good, tried - bad);
              own.good -= good;
              own.bad -= bad;
              lanes[i]!.stored += good;
              lanes[i]!.ended = own.good + own.bad === 0 || tried === 0;
            }
          }
          const stored = lanes.reduce((sum, l) => sum + l.stored, 0);
          expect(stored).toBeLessThanOrEqual(maxImages);
          expect(stored === maxImages || lanes.every((l) => l.ended)).toBe(true);
          // keywords that could still give end equal
          const byKeyword = Map.groupBy(lanes, (l) => l.keyword);
          const ends = [...byKeyword.values()].map((own) => ({
            stored: own.reduce((sum, l) => sum + l.stored, 0),
            alive: own.some((l) => !l.ended),
          }));
          const alive = ends.filter((end) => end.alive).map((end) => end.stored);
          expect(alive.length < 2 || Math.max(...alive) - Math.min(...alive) <= 1).toBe(true);
        },
      ),
      { numRuns: 1000 },
    );
  });
});
