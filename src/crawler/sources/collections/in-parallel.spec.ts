import { inParallel } from './in-parallel.js';

const tick = () => new Promise((resolve) => setImmediate(resolve));

describe('inParallel', () => {
  it.each([
    [0, 3],
    [1, 3],
    [10, 3],
    [10, 1],
    [3, 10],
  ])('%i items, %i at a time: every one once, in order', async (count, most) => {
    const items = Array.from({ length: count }, (_, i) => i);
    let now = 0;
    let peak = 0;
    const results = await inParallel(items, most, async (item) => {
      now += 1;
      peak = Math.max(peak, now);
      for (let i = 0; i <= (item * 7) % 4; i += 1) await tick();
      now -= 1;
      return item * 2;
    });
    expect(results).toEqual(items.map((item) => item * 2));
    expect(peak).toBe(Math.min(count, most));
  });

  it('throws the first failure and begins nothing after it', async () => {
    const begun: number[] = [];
    const run = inParallel([1, 2, 3, 4, 5, 6], 2, async (item) => {
      begun.push(item);
      await tick();
      if (item === 2) throw new Error('two');
    });
    await expect(run).rejects.toThrow('two');
    for (let i = 0; i < 5; i += 1) await tick();
    expect(begun.length).toBeLessThan(5);
  });
});
