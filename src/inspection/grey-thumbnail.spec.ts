import { greyThumbnail, type Pixels } from './grey-thumbnail.js';

const fill = (width: number, height: number, samples: number[], from = 0, to = width): Pixels => ({
  width,
  height,
  channels: ([1, 2, 3, 4] as const)[samples.length - 1]!,
  data: Uint8Array.from({ length: width * height * samples.length }, (_, i) => {
    const x = Math.floor(i / samples.length) % width;
    return x >= from && x < to ? samples[i % samples.length]! : samples.length % 2 === 0 ? 255 : 0;
  }),
});

describe('greyThumbnail', () => {
  it.each([
    ['grey', [77], 77],
    ['grey and half transparent', [0, 128], 127],
    ['red', [255, 0, 0], 76],
    ['green', [0, 255, 0], 150],
    ['blue', [0, 0, 255], 29],
    ['black but transparent', [0, 0, 0, 0], 255],
    ['black and opaque', [0, 0, 0, 255], 0],
  ])('%s', (_, samples, expected) => {
    for (const [width, height] of [
      [1, 1],
      [32, 32],
      [31, 70],
      [500, 3],
    ] as const) {
      const grey = greyThumbnail(fill(width, height, samples));
      expect(grey).toHaveLength(1024);
      expect(new Set(grey)).toEqual(new Set([expected]));
    }
  });

  it('weights the pixels that two cells share', () => {
    // 48 pixels over 32 cells: 1.5 each. White pixel 1 lies half in cell 0, half in cell 1.
    const grey = greyThumbnail(fill(48, 1, [240], 1, 2));
    expect(grey.slice(0, 3)).toEqual(Uint8Array.of(80, 80, 0));
  });

  it('repeats pixels of pictures smaller than the grid', () => {
    const grey = greyThumbnail(fill(2, 2, [200], 0, 1));
    expect(grey.slice(0, 32)).toEqual(
      Uint8Array.from([...Array.from({ length: 16 }, () => 200), ...Array.from({ length: 16 }, () => 0)]),
    );
  });
});
