const SIDE = 32;

/** 8-bit samples, row by row: grey, grey + alpha, RGB or RGBA. */
export interface Pixels {
  data: Uint8Array;
  width: number;
  height: number;
  channels: 1 | 2 | 3 | 4;
}

/**
 * The picture as 32×32 luma (ITU-R BT.601, on white where transparent): the mean over each cell of a 32×32 grid, edge
 * pixels weighted by how much of them lies inside. Weighting keeps the hash stable from one size of a picture to another.
 */
export function greyThumbnail(pixels: Pixels): Uint8Array {
  const { width, height } = pixels;
  const means = new Float64Array(SIDE * SIDE);
  const running = new Float64Array(width + 1);
  for (let y = 0; y < height; y++) {
    sumLuma(pixels, y, running);
    for (let row = Math.floor((y * SIDE) / height); row < SIDE && row * height < (y + 1) * SIDE; row++) {
      const share = (Math.min((y + 1) * SIDE, (row + 1) * height) - Math.max(y * SIDE, row * height)) / height;
      for (let column = 0; column < SIDE; column++)
        means[row * SIDE + column]! +=
          share * meanBetween(running, (column * width) / SIDE, ((column + 1) * width) / SIDE);
    }
  }
  return Uint8Array.from(means, Math.round);
}

/** running[x] = the luma of the row's first x pixels. */
function sumLuma({ data, width, channels }: Pixels, y: number, running: Float64Array): void {
  const green = channels > 2 ? 1 : 0;
  const alpha = channels % 2 === 0 ? channels - 1 : 0;
  let sum = 0;
  let at = y * width * channels;
  for (let x = 1; x <= width; x++) {
    const luma = 0.299 * data[at]! + 0.587 * data[at + green]! + 0.114 * data[at + 2 * green]!;
    sum += alpha === 0 ? luma : 255 + ((luma - 255) * data[at + alpha]!) / 255;
    running[x] = sum;
    at += channels;
  }
}

function meanBetween(running: Float64Array, from: number, to: number): number {
  return (sumUpTo(running, to) - sumUpTo(running, from)) / (to - from);
}

/** `x` may lie inside a pixel. */
function sumUpTo(running: Float64Array, x: number): number {
  const whole = Math.floor(x);
  const before = running[whole]!;
  return whole === x ? before : before + (x - whole) * (running[whole + 1]! - before);
}
