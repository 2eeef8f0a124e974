/** Bytes of the colour table that these flags announce. */
export function colourTable(flags: number): number {
  return flags & 0x80 ? 3 * 2 ** ((flags & 7) + 1) : 0;
}

/** Where a GIF's chain of sub-blocks ends. Throws RangeError past the end of the file. */
export function subBlocks(view: DataView, start: number): number {
  let at = start;
  for (;;) {
    const size = view.getUint8(at);
    at += 1 + size;
    if (size === 0) return at;
  }
}
