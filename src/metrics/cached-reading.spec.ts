import { CachedReading } from './cached-reading.js';

function counting(fails = false) {
  const errors: unknown[] = [];
  let reads = 0;
  const read = () => (fails ? Promise.reject(new Error('away')) : Promise.resolve(++reads));
  return { reading: new CachedReading(read, 1_000, (error) => errors.push(error)), errors };
}

describe('CachedReading', () => {
  beforeEach(() => void vi.useFakeTimers({ toFake: ['performance'] }));
  afterEach(() => void vi.useRealTimers());

  it('reads once for all who ask at the same time and for a while', async () => {
    const { reading } = counting();
    expect(await Promise.all([reading.fresh(), reading.fresh()])).toEqual([1, 1]);
    vi.advanceTimersByTime(999);
    expect(await reading.fresh()).toBe(1);
    vi.advanceTimersByTime(1);
    expect(await reading.fresh()).toBe(2);
  });

  it('gives the last one at once while another is read', async () => {
    const { reading } = counting();
    expect(reading.last()).toBeNull();
    expect(await reading.fresh()).toBe(1);
    vi.advanceTimersByTime(1_000);
    expect(reading.last()).toBe(1);
    expect(await reading.fresh()).toBe(2);
  });

  it('says nothing when it cannot read, and does not insist', async () => {
    const { reading, errors } = counting(true);
    expect(await reading.fresh()).toBeNull();
    expect(await reading.fresh()).toBeNull();
    expect(errors).toHaveLength(1);
    vi.advanceTimersByTime(1_000);
    expect(await reading.fresh()).toBeNull();
    expect(errors).toHaveLength(2);
  });
});
