import { Unreadable } from './metadata-mode.js';

interface ItemBoxes {
  /** Contents of the boxes that name the items, place them, and hold some; null: the file has none. */
  iinf: Buffer | null;
  iloc: Buffer | null;
  idat: Buffer | null;
}

/** An EXIF item without an entry: offset of the block, then a TIFF header and an empty directory. */
const EMPTY_EXIF = Buffer.from('\0\0\0\0MM\0*\0\0\0\x08\0\0\0\0\0\0', 'latin1');

/** Overwrites the contents of EXIF, XMP and URI items in `file`; whatever else an item is, it is part of the picture. */
export function blankItems(file: Buffer, { iinf, iloc, idat }: ItemBoxes): void {
  const notes = iinf ? noteItems(iinf) : new Map<number, string>();
  if (notes.size === 0) return;
  if (!iloc) throw new Unreadable('items of the avif without a place');
  for (const { id, method, extents } of locations(iloc)) {
    const type = notes.get(id);
    if (type === undefined) continue;
    const from = method === 0 ? file : method === 1 ? idat : null;
    if (!from) throw new Unreadable('an item of the avif within another');
    for (const [index, { at, length }] of extents.entries()) {
      if (at + length > from.length) throw new RangeError('item beyond the end');
      from.fill(type === 'Exif' ? 0 : 0x20, at, at + length);
      if (type === 'Exif' && index === 0 && length >= EMPTY_EXIF.length) EMPTY_EXIF.copy(from, at);
    }
  }
}

/** Type by id of the items that are text about the picture. */
function noteItems(iinf: Buffer): Map<number, string> {
  const found = new Map<number, string>();
  let at = iinf.readUInt8(0) === 0 ? 6 : 8; // version, flags, count
  while (at < iinf.length) {
    const size = iinf.readUInt32BE(at);
    if (size < 16 || at + size > iinf.length) throw new Unreadable('a broken list of items in the avif');
    const version = iinf.readUInt8(at + 8);
    const isWide = version >= 3;
    if (version >= 2) {
      const id = isWide ? iinf.readUInt32BE(at + 12) : iinf.readUInt16BE(at + 12);
      const type = iinf.toString('latin1', at + (isWide ? 18 : 16), at + (isWide ? 22 : 20));
      if (['Exif', 'mime', 'uri '].includes(type)) found.set(id, type);
    }
    at += size;
  }
  return found;
}

interface Location {
  id: number;
  /** 0: places in the file, 1: in the `idat` box. */
  method: number;
  extents: { at: number; length: number }[];
}

function locations(iloc: Buffer): Location[] {
  const version = iloc.readUInt8(0);
  const [sizes, more] = [iloc.readUInt8(4), iloc.readUInt8(5)];
  const [offsetSize, lengthSize, baseSize] = [sizes >> 4, sizes & 15, more >> 4];
  const indexSize = version === 0 ? 0 : more & 15;
  let at = 6;
  const read = (size: number): number => {
    at += size;
    if (at > iloc.length) throw new RangeError('list of places cut short');
    if (size === 0) return 0;
    return size === 8 ? Number(iloc.readBigUInt64BE(at - 8)) : iloc.readUIntBE(at - size, size);
  };
  const wide = version < 2 ? 2 : 4;
  const found: Location[] = [];
  for (let items = read(wide); items > 0; items--) {
    const id = read(wide);
    const method = version === 0 ? 0 : read(2) & 15;
    read(2); // which file: this one
    const base = read(baseSize);
    const extents: Location['extents'] = [];
    for (let count = read(2); count > 0; count--) {
      read(indexSize);
      extents.push({ at: base + read(offsetSize), length: read(lengthSize) });
    }
    found.push({ id, method, extents });
  }
  return found;
}
