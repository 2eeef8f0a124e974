/** Bytes of the colour table that these flags announce. */
export function colourTable(flags: number): number {
  return flags & 0x80 ? 3 * 2 ** ((flags & 7) + 1) : 0;
}

/**
 * Pixels of the screen and of the first frame. Decoders differ on them: some allocate the screen, however large, some take
 * the frame for it. Throws RangeError past the end of the file.
 */
export function gifAreas(bytes: Uint8Array): { screen: number; frame: number } {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  let at = 13 + colourTable(view.getUint8(10));
  while (view.getUint8(at) === 0x21) at = subBlocks(view, at + 2);
  const area = (offset: number): number => view.getUint16(offset, true) * view.getUint16(offset + 2, true);
  return { screen: area(6), frame: view.getUint8(at) === 0x2c ? area(at + 5) : 0 };
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
