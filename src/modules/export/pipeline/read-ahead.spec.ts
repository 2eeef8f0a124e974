import { setImmediate } from 'node:timers/promises';
import { readAhead } from './read-ahead.js';

async function* numbers(count: number) {
  for (let n = 0; n < count; n++) yield n;
}

const few = (inputs: number) => ({ inputs, bytes: Infinity, sizeOf: () => 1 });

describe('readAhead', () => {
  it.each([
    { limits: few(3), expected: 3 },
    { limits: { inputs: 9, bytes: 100, sizeOf: () => 40 }, expected: 3 },
    { limits: { inputs: 9, bytes: 100, sizeOf: () => 101 }, expected: 1 },
  ])('keeps the order and never has more than $expected in hand', async ({ limits, expected }) => {
    let begun = 0;
    let taken = 0;
    let most = 0;
    const load = async (n: number): Promise<string> => {
      begun += 1;
      most = Math.max(most, begun - taken);
      for (let i = 0; i < n % 3; i++) await setImmediate();
      return `picture ${n}`;
    };
    const seen: string[] = [];
    for await (const picture of readAhead(numbers(20), limits, load)) {
      seen.push(picture);
      taken += 1;
    }
    expect(seen).toEqual(Array.from({ length: 20 }, (_, n) => `picture ${n}`));
    expect(most).toBe(expected);
  });

  it('leaves out what there is nothing of', async () => {
    const seen: number[] = [];
    for await (const n of readAhead(numbers(9), few(4), async (even) => (even % 2 === 0 ? even : null))) seen.push(n);
    expect(seen).toEqual([0, 2, 4, 6, 8]);
  });

  it('fails where the one that cannot be read has its turn', async () => {
    const seen: number[] = [];
    const read = async () => {
      for await (const n of readAhead(numbers(9), few(4), upToTwo)) seen.push(n);
    };
    await expect(read()).rejects.toThrow('unreadable');
    expect(seen).toEqual([0, 1]);
  });
});

async function upToTwo(n: number): Promise<number> {
  if (n === 2) throw new Error('unreadable');
  return n;
}
