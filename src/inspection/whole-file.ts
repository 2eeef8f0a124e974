import { colourTable, subBlocks } from './gif-layout.js';
import type { AcceptedFormat } from './magic-number.js';

/**
 * Whether the container reaches its own end. The decoder reads only the first frame and the pixels, so it would accept an
 * animation cut after that frame, a PNG without its last bytes or a JPEG without its end marker. Bytes after the end are
 * allowed.
 */
export function isWhole(format: AcceptedFormat, bytes: Uint8Array): boolean {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  try {
    return walks[format](view);
  } catch (error) {
    if (error instanceof RangeError) return false; // read past the end
    throw error;
  }
}

const walks: Record<AcceptedFormat, (view: DataView) => boolean> = {
  jpeg: (view) => {
    const bytes = Buffer.from(view.buffer, view.byteOffset, view.byteLength);
    let at = 2;
    while ((at = bytes.indexOf(0xff, at)) >= 0) {
      const marker = view.getUint8(at + 1);
      if (marker === 0xd9) return true; // end of image
      if (marker === 0xff) at += 1;
      else if (marker <= 0x01 || (marker >= 0xd0 && marker <= 0xd8))
        at += 2; // no length: mostly inside a scan
      else at += 2 + view.getUint16(at + 2);
    }
    return false;
  },

  png: (view) => {
    for (let at = 8; ;) {
      const end = at + 12 + view.getUint32(at);
      if (view.getUint32(at + 4) === 0x49454e44 /* IEND */) return end <= view.byteLength;
      at = end;
    }
  },

  webp: (view) => 8 + view.getUint32(4, true) <= view.byteLength,

  gif: (view) => {
    let at = 13 + colourTable(view.getUint8(10));
    for (;;) {
      const block = view.getUint8(at);
      if (block === 0x3b) return true; // trailer
      if (block === 0x21) at = subBlocks(view, at + 2);
      else if (block === 0x2c) at = subBlocks(view, at + 11 + colourTable(view.getUint8(at + 9)));
      else return false;
    }
  },

  avif: (view) => {
    let at = 0;
    while (at < view.byteLength) {
      const size = view.getUint32(at);
      if (size === 0) return true; // the last box, open-ended
      const length = size === 1 ? Number(view.getBigUint64(at + 8)) : size;
      if (length < 8) return false;
      at += length;
    }
    return at === view.byteLength;
  },
};
