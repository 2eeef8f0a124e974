/** Height and width as a JPEG's frame header has them. */
export const sides = (height: number, width: number): Buffer =>
  Buffer.from([height >> 8, height & 255, width >> 8, width & 255]);

/** The file without the segments of a kind before its first scan. */
export function withoutSegments(jpeg: Buffer, marker: number): Buffer {
  const parts = [jpeg.subarray(0, 2)];
  for (let at = 2; ;) {
    const kind = jpeg.readUInt8(at + 1);
    if (kind === 0xda) return Buffer.concat([...parts, jpeg.subarray(at)]);
    const end = at + 2 + jpeg.readUInt16BE(at + 2);
    if (kind !== marker) parts.push(jpeg.subarray(at, end));
    at = end;
  }
}
