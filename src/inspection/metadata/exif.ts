import type { MetadataMode } from './metadata-mode.js';

const ORIENTATION = 0x0112;
const EXIF_IFD = 0x8769;
/** Bytes of one value; longer ones are no camera settings. */
const MAX_VALUE = 2_000;
const TYPE_SIZE: Record<number, number> = { 1: 1, 2: 1, 3: 2, 4: 4, 5: 8, 7: 1, 9: 4, 10: 8 };

/** How it is shown, which device, when, and whose it is; no place, no maker notes, no serial numbers, no free text, no thumbnail. */
const MAIN_TAGS = new Set([
  0x010f,
  0x0110,
  ORIENTATION,
  0x011a,
  0x011b,
  0x0128,
  0x0131,
  0x0132,
  0x013b,
  0x0213,
  0x8298,
]);
/** Exposure, lens and time. */
// prettier-ignore
const CAMERA_TAGS = new Set([
  0x829a, 0x829d, 0x8822, 0x8827, 0x8830, 0x9000, 0x9003, 0x9004, 0x9010, 0x9011, 0x9012, 0x9201, 0x9202, 0x9203, 0x9204,
  0x9205, 0x9207, 0x9208, 0x9209, 0x920a, 0x9290, 0x9291, 0x9292, 0xa001, 0xa002, 0xa003, 0xa402, 0xa403, 0xa404, 0xa405,
  0xa406, 0xa433, 0xa434,
]);

interface Entry {
  tag: number;
  type: number;
  count: number;
  value: Buffer;
}

/** A TIFF block with only the listed entries of another, in its byte order; null when none is left or it cannot be read. */
export function rebuildExif(tiff: Buffer, mode: MetadataMode): Buffer | null {
  const order = tiff.toString('latin1', 0, 4);
  if (order !== 'II*\0' && order !== 'MM\0*') return null;
  const reader = new TiffReader(tiff, order === 'II*\0');
  const all = reader.directory(reader.uint32(4));
  const main = all.filter(({ tag }) => (mode === 'strip' ? tag === ORIENTATION : MAIN_TAGS.has(tag)));
  const pointer = all.find(({ tag, value }) => tag === EXIF_IFD && value.length === 4);
  const camera =
    mode === 'strip' || !pointer
      ? []
      : reader.directory(reader.uint32(0, pointer.value)).filter(({ tag }) => CAMERA_TAGS.has(tag));
  if (main.length + camera.length === 0) return null;
  return write(main, camera, order, reader.isLittle);
}

class TiffReader {
  constructor(
    private readonly tiff: Buffer,
    readonly isLittle: boolean,
  ) {}

  /** Zero where there is nothing to read: what a broken block says is left out. */
  uint32(at: number, from = this.tiff): number {
    if (at < 0 || at + 4 > from.length) return 0;
    return this.isLittle ? from.readUInt32LE(at) : from.readUInt32BE(at);
  }

  private uint16(at: number): number {
    if (at + 2 > this.tiff.length) return 0;
    return this.isLittle ? this.tiff.readUInt16LE(at) : this.tiff.readUInt16BE(at);
  }

  /** First entry of each tag, by tag. */
  directory(at: number): Entry[] {
    const entries = new Map<number, Entry>();
    const count = at < 8 ? 0 : this.uint16(at);
    for (let entry = at + 2; entry < at + 2 + 12 * count && entry + 12 <= this.tiff.length; entry += 12) {
      const [tag, type, amount] = [this.uint16(entry), this.uint16(entry + 2), this.uint32(entry + 4)];
      const size = (TYPE_SIZE[type] ?? 0) * amount;
      const from = size > 4 ? this.uint32(entry + 8) : entry + 8;
      if (size === 0 || size > MAX_VALUE || from + size > this.tiff.length || entries.has(tag)) continue;
      entries.set(tag, { tag, type, count: amount, value: this.tiff.subarray(from, from + size) });
    }
    return [...entries.values()].sort((a, b) => a.tag - b.tag);
  }
}

function write(main: Entry[], camera: Entry[], order: string, isLittle: boolean): Buffer {
  const cameraAt = 8 + sizeOf(main, camera.length > 0);
  const pointer = Buffer.alloc(4);
  if (isLittle) pointer.writeUInt32LE(cameraAt);
  else pointer.writeUInt32BE(cameraAt);
  const linked = camera.length > 0 ? [...main, { tag: EXIF_IFD, type: 4, count: 1, value: pointer }] : main;
  const tiff = Buffer.alloc(cameraAt + (camera.length > 0 ? sizeOf(camera, false) : 0));
  tiff.write(order, 'latin1');
  if (isLittle) tiff.writeUInt32LE(8, 4);
  else tiff.writeUInt32BE(8, 4);
  writeDirectory(
    tiff,
    8,
    linked.toSorted((a, b) => a.tag - b.tag),
    isLittle,
  );
  if (camera.length > 0) writeDirectory(tiff, cameraAt, camera, isLittle);
  return tiff;
}

const outside = (value: Buffer): number => (value.length > 4 ? value.length + (value.length % 2) : 0);

const sizeOf = (entries: Entry[], withPointer: boolean): number =>
  6 + 12 * (entries.length + (withPointer ? 1 : 0)) + entries.reduce((sum, { value }) => sum + outside(value), 0);

function writeDirectory(tiff: Buffer, start: number, entries: Entry[], isLittle: boolean): void {
  const uint16 = (value: number, at: number) =>
    isLittle ? tiff.writeUInt16LE(value, at) : tiff.writeUInt16BE(value, at);
  const uint32 = (value: number, at: number) =>
    isLittle ? tiff.writeUInt32LE(value, at) : tiff.writeUInt32BE(value, at);
  uint16(entries.length, start);
  let free = start + 6 + 12 * entries.length;
  for (const [index, { tag, type, count, value }] of entries.entries()) {
    const at = start + 2 + 12 * index;
    uint16(tag, at);
    uint16(type, at + 2);
    uint32(count, at + 4);
    if (value.length > 4) uint32(free, at + 8);
    value.copy(tiff, value.length > 4 ? free : at + 8);
    free += outside(value);
  }
}
