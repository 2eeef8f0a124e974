import { SourceFailure } from './image-source.js';
import { RequestBudget } from './request-budget.js';

it('lets so many requests through in any period, no matter where it begins', () => {
  let now = 0;
  const budget = new RequestBudget({ requests: 3, seconds: 10 }, () => now);
  const taken: number[] = [];
  const waits: number[] = [];
  for (; now < 30_000; now += 500) {
    try {
      budget.take();
      taken.push(now);
    } catch (error) {
      if (!(error instanceof SourceFailure && error.kind === 'rate_limited')) throw error;
      waits.push(now + (error.retryAfterMs ?? 0));
    }
  }
  for (const at of taken)
    expect(taken.filter((time) => time >= at && time < at + 10_000).length).toBeLessThanOrEqual(3);
  expect(taken).toEqual([0, 500, 1_000, 10_000, 10_500, 11_000, 20_000, 20_500, 21_000]);
  expect(new Set(waits)).toEqual(new Set([10_000, 20_000, 30_000]));
});
