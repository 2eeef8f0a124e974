import { partsOf, type Part } from './parts.js';
import type { Random } from './seeded.js';

const TELLING = [0, 1, 2, 0x7f, 0x80, 0xff, 0x7fff, 0x8000, 0xffff, 0x7fffffff, 0x80000000, 0xffffffff];

type Mutation = (bytes: Buffer, random: Random, other: Buffer) => Buffer;

const within = (bytes: Buffer, random: Random): number => random(bytes.length);

export const MUTATIONS: Record<string, Mutation> = {
  'flipped bits': (bytes, random) =>
    changed(bytes, (copy) => {
      for (let count = 1 + random(64); count > 0; count--) {
        const at = within(copy, random);
        copy[at] = copy[at]! ^ (1 << random(8));
      }
    }),
  'flipped bits of the head': (bytes, random) =>
    changed(bytes, (copy) => {
      for (let count = 1 + random(16); count > 0; count--) {
        const at = random(Math.min(copy.length, 200));
        copy[at] = copy[at]! ^ (1 << random(8));
      }
    }),
  'telling numbers': (bytes, random) =>
    changed(bytes, (copy) => {
      for (let count = 1 + random(4); count > 0; count--) {
        const at = random(Math.max(1, copy.length - 4));
        copy.writeUInt32BE(TELLING[random(TELLING.length)]!, Math.min(at, copy.length - 4));
      }
    }),
  'lengths that lie': (bytes, random) =>
    changed(bytes, (copy) => {
      const part = pick(partsOf(copy), random);
      if (part) writeLength(copy, part, random);
    }),
  'parts out of order': (bytes, random) => {
    const parts = partsOf(bytes);
    const [a, b] = [random(parts.length), random(parts.length)].toSorted((x, y) => x - y);
    const [left, right] = [parts[a!], parts[b!]];
    if (!left || !right || left === right) return bytes.subarray(0, within(bytes, random));
    const cuts = [0, left.at, left.end, right.at, right.end, bytes.length];
    const [head, one, between, two, tail] = cuts.slice(1).map((end, i) => bytes.subarray(cuts[i], end));
    return Buffer.concat([head!, two!, between!, one!, tail!]);
  },
  'parts left out': (bytes, random) => {
    const part = pick(partsOf(bytes), random);
    return part ? Buffer.concat([bytes.subarray(0, part.at), bytes.subarray(part.end)]) : bytes.subarray(1);
  },
  'parts repeated': (bytes, random) => {
    const part = pick(partsOf(bytes), random);
    if (!part) return Buffer.concat([bytes, bytes]);
    const copies = Array.from({ length: 1 + random(300) }, () => bytes.subarray(part.at, part.end));
    return Buffer.concat([bytes.subarray(0, part.at), ...copies, bytes.subarray(part.at)]);
  },
  'a hole': (bytes, random) => {
    const at = within(bytes, random);
    return Buffer.concat([bytes.subarray(0, at), bytes.subarray(at + 1 + random(200))]);
  },
  'a part of another picture': (bytes, random, other) => {
    const [at, from] = [within(bytes, random), within(other, random)];
    return Buffer.concat([bytes.subarray(0, at), other.subarray(from)]);
  },
  noise: (bytes, random) =>
    changed(bytes, (copy) => {
      const start = within(copy, random);
      for (let at = start; at < Math.min(copy.length, start + 64); at++) copy[at] = random(256);
    }),
};

function changed(bytes: Buffer, change: (copy: Buffer) => void): Buffer {
  const copy = Buffer.from(bytes);
  change(copy);
  return copy;
}

const pick = (parts: Part[], random: Random): Part | undefined => parts[random(parts.length)];

function writeLength(copy: Buffer, { length: { at, size, little } }: Part, random: Random): void {
  const value = random(2) === 0 ? TELLING[random(TELLING.length)]! : random(copy.length * 2);
  const fitting = value % 2 ** (8 * size);
  if (little) copy.writeUIntLE(fitting, at, size);
  else copy.writeUIntBE(fitting, at, size);
}
