import { deflateSync } from 'node:zlib';
import { pngChunk } from '../../../../src/inspection/metadata/tagged-picture.fixture.js';
import { text, uint32 } from './hostile-file.js';

const PNG_SIGNATURE = text('\x89PNG\r\n\x1a\n');

export const END = pngChunk('IEND', '');

interface PngHeader {
  width: number;
  height: number;
  /** Bits per sample. */
  depth?: number;
  colorType?: number;
}

export function ihdr({ width, height, depth = 1, colorType = 0 }: PngHeader): Buffer {
  return pngChunk('IHDR', Buffer.concat([uint32(width), uint32(height), Buffer.from([depth, colorType, 0, 0, 0])]));
}

/** A black one-bit PNG; `rows` is how many it really has. */
export function blackPng(width: number, height: number, rows = height): Buffer {
  const pixels = deflateSync(Buffer.alloc(rows * (1 + Math.ceil(width / 8))), { level: 1 });
  return pngOf(ihdr({ width, height }), pngChunk('IDAT', pixels), END);
}

export const pngOf = (...chunks: Buffer[]): Buffer => Buffer.concat([PNG_SIGNATURE, ...chunks]);

/** Chunks of a PNG, the signature left out. */
export function pngChunks(png: Buffer): Buffer[] {
  const found: Buffer[] = [];
  for (let at = 8; at < png.length; at += found.at(-1)!.length)
    found.push(png.subarray(at, at + 12 + png.readUInt32BE(at)));
  return found;
}

/** Two frames: the picture, twice. */
export function apng(png: Buffer): Buffer {
  const chunks = pngChunks(png);
  const header = chunks[0]!;
  const data = chunks.filter((chunk) => chunk.toString('latin1', 4, 8) === 'IDAT');
  const control = (sequence: number) =>
    pngChunk(
      'fcTL',
      Buffer.concat([uint32(sequence), header.subarray(8, 16), Buffer.alloc(8), Buffer.from([0, 1, 0, 10, 0, 0])]),
    );
  const second = Buffer.concat([uint32(2), ...data.map((chunk) => chunk.subarray(8, -4))]);
  const rest = [control(0), ...data, control(1), pngChunk('fdAT', second), END];
  return pngOf(header, pngChunk('acTL', Buffer.concat([uint32(2), uint32(0)])), ...rest);
}
