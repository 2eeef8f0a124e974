import { colourTable, subBlocks } from '../gif-layout.js';
import { Unreadable } from './metadata-mode.js';

/** Loops and the colour profile; XMP and whatever else programs add goes. */
const APPLICATIONS = new Set(['NETSCAPE2.0', 'ANIMEXTS1.0', 'ICCRGBG1012']);

/** Goes: comments and other applications' blocks, in which scripts of polyglots hide too. */
export function stripGif(bytes: Buffer): Buffer {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  let at = 13 + colourTable(view.getUint8(10));
  const parts = [bytes.subarray(0, at)];
  for (;;) {
    const start = at;
    const block = view.getUint8(at);
    if (block === 0x3b) return Buffer.concat([...parts, bytes.subarray(at, at + 1)]);
    if (block === 0x21) at = subBlocks(view, at + 2);
    else if (block === 0x2c) at = subBlocks(view, at + 11 + colourTable(view.getUint8(at + 9)));
    else throw new Unreadable('an unknown block in the gif');
    if (block === 0x2c || isPicture(bytes, start)) parts.push(bytes.subarray(start, at));
  }
}

/** Graphic control and plain text, which is drawn; of the applications' blocks the known ones. */
function isPicture(bytes: Buffer, at: number): boolean {
  const label = bytes.readUInt8(at + 1);
  return (
    label === 0xf9 || label === 0x01 || (label === 0xff && APPLICATIONS.has(bytes.toString('latin1', at + 3, at + 14)))
  );
}
