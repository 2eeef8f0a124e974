import { setTimeout } from 'node:timers/promises';
import { WorkLimit } from './work-limit.js';

describe('WorkLimit', () => {
  it('runs everything, never more than the limit at a time, in order, whatever fails', async () => {
    const limit = new WorkLimit(2);
    let running = 0;
    let most = 0;
    const started: number[] = [];
    const results = await Promise.allSettled(
      Array.from({ length: 9 }, (_, i) =>
        limit.run(async () => {
          started.push(i);
          most = Math.max(most, ++running);
          await setTimeout(3);
          running -= 1;
          if (i % 3 === 0) throw new Error('broken');
          return i;
        }),
      ),
    );
    expect(most).toBe(2);
    expect(started).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8]);
    expect(results.map((result) => (result.status === 'fulfilled' ? result.value : 'broken'))).toEqual([
      'broken',
      1,
      2,
      'broken',
      4,
      5,
      'broken',
      7,
      8,
    ]);
    expect(await limit.run(async () => 'free')).toBe('free');
  });
});
