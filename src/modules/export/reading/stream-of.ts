import { Readable } from 'node:stream';

/** Pieces that are valid only until the next is asked for, as a stream, which holds several: it gets copies. */
export const streamOf = (pieces: AsyncIterable<Uint8Array>): Readable =>
  Readable.from(copies(pieces), { objectMode: false });

async function* copies(pieces: AsyncIterable<Uint8Array>): AsyncGenerator<Buffer> {
  for await (const piece of pieces) yield Buffer.from(piece);
}
