const CHUNK_BYTES = 256 * 1024;

/** The same bytes in fewer pieces: archives consist of many small ones, and each costs whoever writes it a call. */
export async function* inChunks(pieces: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  let waiting: Uint8Array[] = [];
  let bytes = 0;
  for await (const piece of pieces) {
    if (bytes === 0 && piece.length >= CHUNK_BYTES) {
      yield piece;
      continue;
    }
    waiting.push(piece);
    bytes += piece.length;
    if (bytes < CHUNK_BYTES) continue;
    yield Buffer.concat(waiting);
    waiting = [];
    bytes = 0;
  }
  if (bytes > 0) yield Buffer.concat(waiting);
}
