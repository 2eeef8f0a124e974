const LINE_FEED = 0x0a;
const NONE = Buffer.alloc(0);

/** Lines of UTF-8 text in pieces, without their line feeds. Nothing else ends a line: texts may hold any other separator. */
export async function* lines(chunks: AsyncIterable<Uint8Array>): AsyncGenerator<string> {
  let rest: Buffer = NONE;
  for await (const chunk of chunks) {
    const bytes = Buffer.from(chunk.buffer, chunk.byteOffset, chunk.byteLength);
    let start = 0;
    for (let end = bytes.indexOf(LINE_FEED); end >= 0; end = bytes.indexOf(LINE_FEED, start)) {
      const line = bytes.subarray(start, end);
      yield (rest.length === 0 ? line : Buffer.concat([rest, line])).toString();
      rest = NONE;
      start = end + 1;
    }
    rest = Buffer.concat([rest, bytes.subarray(start)]);
  }
  if (rest.length > 0) yield rest.toString();
}
