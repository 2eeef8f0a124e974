import { blankItems } from './avif-items.js';
import { Unreadable } from './metadata-mode.js';

interface Box {
  type: string;
  /** Of its first byte, of what it holds, and behind it. */
  at: number;
  from: number;
  end: number;
}

/** Hold nothing that is drawn; readers skip `free`. */
const IDLE = new Set(['free', 'skip', 'uuid', 'udta']);

/**
 * Positions inside the file point at pixels, so nothing may move: what has to go is overwritten, and the length stays.
 * EXIF and XMP items are blanked, other boxes that decoding does not need become `free` ones of zeros.
 */
export function stripAvif(bytes: Buffer): Buffer {
  const copy = Buffer.from(bytes);
  for (const box of boxes(copy, 0, copy.length)) {
    if (IDLE.has(box.type)) empty(copy, box);
    else if (box.type === 'meta') {
      const inside = boxes(copy, box.from + 4, box.end);
      for (const part of inside) if (IDLE.has(part.type)) empty(copy, part);
      const find = (type: string): Buffer | null => {
        const part = inside.find((each) => each.type === type);
        return part ? copy.subarray(part.from, part.end) : null;
      };
      blankItems(copy, { iinf: find('iinf'), iloc: find('iloc'), idat: find('idat') });
    } else if (box.type === 'moov') emptyTracks(copy, box);
  }
  return copy;
}

/** A sequence's own notes, and those of its tracks. */
function emptyTracks(copy: Buffer, parent: Box): void {
  for (const box of boxes(copy, parent.from, parent.end)) {
    if (IDLE.has(box.type) || box.type === 'meta') empty(copy, box);
    else if (box.type === 'trak') emptyTracks(copy, box);
  }
}

function empty(copy: Buffer, { at, from, end }: Box): void {
  copy.write('free', at + 4, 'latin1');
  copy.fill(0, from, end);
}

function boxes(bytes: Buffer, start: number, stop: number): Box[] {
  const found: Box[] = [];
  for (let at = start; at < stop;) {
    const size = bytes.readUInt32BE(at);
    const isLong = size === 1;
    const length = isLong ? Number(bytes.readBigUInt64BE(at + 8)) : size === 0 ? stop - at : size;
    const from = at + (isLong ? 16 : 8);
    if (at + length > stop) throw new RangeError('box beyond the end');
    if (from > at + length) throw new Unreadable('a broken box in the avif');
    found.push({ type: bytes.toString('latin1', at + 4, at + 8), at, from, end: at + length });
    at += length;
  }
  return found;
}
