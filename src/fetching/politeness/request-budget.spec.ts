import * as fc from 'fast-check';
import { RequestBudget } from './request-budget.js';

/** When requests got through that were tried all the time, and what the others were told. */
function tried(limits: ConstructorParameters<typeof RequestBudget>[0], until: number, every = 500) {
  let now = 0;
  const budget = new RequestBudget(limits, () => now);
  const taken: number[] = [];
  const waits = new Set<number>();
  for (; now < until; now += every) {
    if (budget.waitMs > 0) {
      waits.add(now + budget.waitMs);
      continue;
    }
    budget.take();
    taken.push(now);
  }
  return { taken, waits };
}

describe('a budget of requests', () => {
  it('lets so many through in any period, and says when the next one may be made', () => {
    const { taken, waits } = tried([{ requests: 3, seconds: 10 }], 30_000);
    expect(taken).toEqual([0, 500, 1_000, 10_000, 10_500, 11_000, 20_000, 20_500, 21_000]);
    expect(waits).toEqual(new Set([10_000, 20_000, 30_000]));
  });

  it('keeps all of its limits, no matter where the periods begin', () => {
    const limit = fc.record({ requests: fc.integer({ min: 1, max: 9 }), seconds: fc.integer({ min: 1, max: 20 }) });
    fc.assert(
      fc.property(
        fc.array(limit, { minLength: 1, maxLength: 3 }),
        fc.integer({ min: 50, max: 900 }),
        (limits, every) => {
          const { taken } = tried(limits, 60_000, every);
          expect(taken.length).toBeGreaterThan(0);
          for (const { requests, seconds } of limits) {
            const inPeriod = (at: number) => taken.filter((time) => time >= at && time < at + seconds * 1_000).length;
            expect(Math.max(...taken.map(inPeriod))).toBeLessThanOrEqual(requests);
          }
        },
      ),
    );
  });

  it('forgets a request that was not made', () => {
    const budget = new RequestBudget([{ requests: 2, seconds: 10 }], () => 5);
    const giveBack = budget.take();
    budget.take();
    expect(budget.waitMs).toBe(10_000);
    giveBack();
    expect(budget.waitMs).toBe(0);
    budget.take();
    expect(budget.waitMs).toBe(10_000);
  });

  it('without limits is empty only when it is told to be, and not for less than before', () => {
    let now = 0;
    const budget = new RequestBudget([], () => now);
    for (let i = 0; i < 100; i++) budget.take();
    expect(budget.waitMs).toBe(0);
    budget.empty(9_000);
    budget.empty(10);
    now = 4_000;
    expect(budget.waitMs).toBe(5_000);
    now = 9_000;
    expect(budget.waitMs).toBe(0);
  });
});
