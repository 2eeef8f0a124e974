import { measurePixels } from './pixel-measures.js';
import type { Pixels } from './grey-thumbnail.js';

const CHANNELS: readonly Pixels['channels'][] = [1, 2, 3, 4];

const paint = (width: number, height: number, sample: (x: number, y: number) => number[]): Pixels => {
  const rows = Array.from({ length: width * height }, (_, i) => sample(i % width, Math.floor(i / width)));
  return { width, height, channels: CHANNELS[rows[0]!.length - 1]!, data: Uint8Array.from(rows.flat()) };
};

describe('measurePixels', () => {
  it.each([
    ['black', [0, 0, 0], 0],
    ['white', [255, 255, 255], 1],
    ['grey in one channel', [51], 0.2],
    ['black, but transparent', [0, 0, 0, 0], 1],
    ['black and opaque', [0, 0, 0, 255], 0],
  ])('%s is as bright as it looks, flat and without information', (_, sample, brightness) => {
    const measures = measurePixels(paint(9, 7, () => sample));
    expect(measures.brightest).toBeCloseTo(brightness, 2);
    expect(measures.darkest).toBeCloseTo(brightness, 2);
    expect(measures).toMatchObject({ sharpness: 0, entropy: 0, colorShare: 0 });
  });

  it('takes the brightest hundredth and the darkest twentieth', () => {
    const measures = measurePixels(paint(100, 10, (x) => [x < 4 ? 0 : x > 97 ? 255 : 102]));
    expect(measures.brightest).toBe(1);
    expect(measures.darkest).toBe(0.4);
  });

  it('has one bit where two levels are equally frequent, eight where all are', () => {
    expect(measurePixels(paint(16, 16, (x) => [x % 2 === 0 ? 10 : 200])).entropy).toBe(1);
    expect(measurePixels(paint(16, 16, (x, y) => [y * 16 + x])).entropy).toBe(8);
  });

  it('has the variance of the Laplacian of a chessboard by hand', () => {
    // every inner pixel is 4 × 255 from its neighbours, half of them up and half down
    expect(measurePixels(paint(10, 10, (x, y) => [(x + y) % 2 === 0 ? 0 : 255])).sharpness).toBeCloseTo(1020 ** 2, 0);
    expect(measurePixels(paint(10, 10, (x) => [x * 10])).sharpness).toBeCloseTo(0, 3); // a slope has no edge
    expect(measurePixels(paint(2, 50, (x) => [x * 255])).sharpness).toBe(0);
  });

  it('counts as coloured what is more than noise', () => {
    expect(measurePixels(paint(10, 10, () => [100, 106, 111])).colorShare).toBe(0);
    expect(measurePixels(paint(10, 10, (x) => (x < 3 ? [200, 0, 0] : [9, 9, 9]))).colorShare).toBeCloseTo(0.3, 5);
  });
});
