import { RateMeter } from './rate-meter.js';

const meterOf = (...samples: [number, number][]) => {
  const meter = new RateMeter();
  for (const [at, count] of samples) meter.add(at, count);
  return meter;
};

describe('RateMeter', () => {
  it.each([
    ['nothing', [], 0, null],
    ['one sample', [[0, 5]], 0, null],
    [
      'steady growth',
      [
        [0, 0],
        [1_000, 20],
        [2_000, 40],
      ],
      20,
      3,
    ],
    [
      'no growth',
      [
        [0, 7],
        [4_000, 7],
      ],
      0,
      null,
    ],
    [
      'only the last five seconds',
      [
        [0, 0],
        [10_000, 0],
        [15_000, 50],
      ],
      10,
      5,
    ],
    [
      'a gap longer than the window',
      [
        [0, 0],
        [20_000, 40],
      ],
      2,
      30,
    ],
    [
      'the goal reached',
      [
        [0, 0],
        [1_000, 100],
      ],
      100,
      0,
    ],
  ] as [string, [number, number][], number, number | null][])('%s', (_name, samples, rate, seconds) => {
    const meter = meterOf(...samples);
    expect(meter.perSecond).toBeCloseTo(rate);
    expect(meter.secondsTo(100)).toBe(seconds);
  });
});
