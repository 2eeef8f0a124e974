import { readFile } from 'node:fs/promises';
import sharp from 'sharp';
import { isAccepted, sniff } from '../../../src/inspection/magic-number.js';
import { isWhole } from '../../../src/inspection/whole-file.js';
import { loadDrawings } from '../../lab/corpus/drawings.js';
import { photographFiles } from '../../lab/files/hostile/base-pictures.js';

export interface RealFile {
  name: string;
  bytes: Buffer;
}

const small = (photograph: Buffer) => sharp(photograph).resize(120);
const ENCODERS: Record<string, (photograph: Buffer, next: Buffer) => Promise<Buffer>> = {
  'progressive.jpg': (photograph) => sharp(photograph).jpeg({ progressive: true }).toBuffer(),
  'metadata.jpg': (photograph) => sharp(photograph).withMetadata({ orientation: 6 }).jpeg().toBuffer(),
  png: (photograph) => small(photograph).png().toBuffer(),
  'interlaced.png': (photograph) => small(photograph).png({ progressive: true }).toBuffer(),
  webp: (photograph) => sharp(photograph).webp().toBuffer(),
  'lossless.webp': (photograph) => small(photograph).webp({ lossless: true }).toBuffer(),
  'animated.webp': async (...frames) => (await animation(frames)).webp().toBuffer(),
  gif: (photograph) => small(photograph).gif().toBuffer(),
  'animated.gif': async (...frames) => (await animation(frames)).gif().toBuffer(),
  avif: (photograph) => small(photograph).avif({ effort: 0 }).toBuffer(),
};

async function animation(frames: Buffer[]) {
  const same = await Promise.all(frames.map((frame) => sharp(frame).resize(90, 60, { fit: 'cover' }).png().toBuffer()));
  return sharp(same, { join: { animated: true } });
}

/** `count` real pictures: half photographs as they lie in the corpus, a tenth drawings (PNG), the rest photographs in other formats. */
export async function* realFiles(count: number): AsyncGenerator<RealFile> {
  const photographs = await photographFiles();
  const drawings = await loadDrawings(0);
  const encoders = Object.entries(ENCODERS);
  let encoded = 0;
  for (let n = 0; n < count; n++) {
    const path = photographs[Math.floor((n * photographs.length) / count)]!;
    const photograph = await readFile(path);
    if (n % 2 === 0) yield { name: path, bytes: photograph };
    else if (n % 10 === 1) {
      const drawing = drawings[Math.floor((n * drawings.length) / count)]!;
      yield { name: drawing.id, bytes: await readFile(drawing.file) };
    } else {
      const [name, encode] = encoders[encoded++ % encoders.length]!;
      const next = await readFile(photographs[(n + 1) % photographs.length]!);
      yield { name: `${path} as ${name}`, bytes: await encode(photograph, next) };
    }
  }
}

/** `count` beginnings of a file: evenly spaced, and all but the last byte. What lies behind the picture's own end is no part of it. */
export function beginningsOf({ bytes }: RealFile, count: number): Buffer[] {
  const whole = bytes.subarray(0, endOf(bytes));
  const even = Array.from({ length: count - 1 }, (_, n) => whole.subarray(0, (whole.length * (n + 1)) / count));
  return [...even, whole.subarray(0, -1)];
}

/** Length of the shortest beginning that is whole. */
function endOf(bytes: Buffer): number {
  const format = sniff(bytes);
  if (!format || !isAccepted(format)) throw new Error('the corpus has pictures only');
  let [low, high] = [0, bytes.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (isWhole(format, bytes.subarray(0, middle))) high = middle;
    else low = middle + 1;
  }
  return low;
}
