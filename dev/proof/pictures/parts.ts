/** Where the segments, chunks, blocks or boxes of a picture begin, and where the number lies that says how long each is. */
export interface Part {
  at: number;
  end: number;
  /** Offset and bytes of its length field. */
  length: { at: number; size: 1 | 2 | 4; little: boolean };
}

/** Coarse: what is enough to hit a container where it hurts. Stops where the file makes no sense. */
export function partsOf(bytes: Buffer): Part[] {
  const found: Part[] = [];
  for (let part = next(bytes, first(bytes)); part && part.end <= bytes.length && found.length < 500;) {
    found.push(part);
    part = next(bytes, part.end);
  }
  return found;
}

const kindOf = (bytes: Buffer): string => bytes.toString('latin1', 0, 4);

function first(bytes: Buffer): number {
  const kind = kindOf(bytes);
  if (kind === '\x89PNG') return 8;
  if (kind === 'RIFF') return 12;
  if (kind === 'GIF8') return 13 + (bytes.readUInt8(10) & 0x80 ? 3 * 2 ** ((bytes.readUInt8(10) & 7) + 1) : 0);
  return kind.startsWith('\xff\xd8') ? 2 : 0;
}

function next(bytes: Buffer, at: number): Part | null {
  if (at + 8 > bytes.length) return null;
  const kind = kindOf(bytes);
  if (kind === '\x89PNG') return part(at, at + 12 + bytes.readUInt32BE(at), at, 4, false);
  if (kind === 'RIFF') return part(at, at + 8 + bytes.readUInt32LE(at + 4), at + 4, 4, true);
  if (kind === 'GIF8') return part(at, at + 3 + bytes.readUInt8(at + 2), at + 2, 1, false);
  if (kind.startsWith('\xff\xd8')) return part(at, at + 2 + bytes.readUInt16BE(at + 2), at + 2, 2, false);
  return part(at, at + Math.max(8, bytes.readUInt32BE(at)), at, 4, false);
}

const part = (at: number, end: number, lengthAt: number, size: 1 | 2 | 4, little: boolean): Part => ({
  at,
  end,
  length: { at: lengthAt, size, little },
});
