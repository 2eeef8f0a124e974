import { crc32, deflate, gzip } from 'node:zlib';
import { promisify } from 'node:util';

const BOMB_SIDE = 16_000;
const GZIP_BYTES = 64 * 1024 * 1024;

let png: Promise<Buffer> | undefined;
let zipped: Promise<Buffer> | undefined;

/** A valid PNG of 256 megapixels (16,000×16,000, one bit each) in about 31 KB. */
export function pixelBomb(): Promise<Buffer> {
  return (png ??= buildPng());
}

/** 64 MB of zeros in about 64 KB of gzip. */
export function gzipBomb(): Promise<Buffer> {
  return (zipped ??= promisify(gzip)(Buffer.alloc(GZIP_BYTES)));
}

async function buildPng(): Promise<Buffer> {
  const header = Buffer.alloc(13);
  header.writeUInt32BE(BOMB_SIDE, 0);
  header.writeUInt32BE(BOMB_SIDE, 4);
  header.writeUInt8(1, 8); // bit depth; colour type, compression, filter and interlace stay 0
  const rows = await promisify(deflate)(Buffer.alloc(BOMB_SIDE * (1 + BOMB_SIDE / 8)));
  const signature = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);
  return Buffer.concat([signature, chunk('IHDR', header), chunk('IDAT', rows), chunk('IEND', Buffer.alloc(0))]);
}

function chunk(type: string, data: Buffer): Buffer {
  const length = Buffer.alloc(4);
  length.writeUInt32BE(data.length);
  const body = Buffer.concat([Buffer.from(type, 'latin1'), data]);
  const checksum = Buffer.alloc(4);
  checksum.writeUInt32BE(crc32(body));
  return Buffer.concat([length, body, checksum]);
}
