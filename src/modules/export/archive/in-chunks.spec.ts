import * as fc from 'fast-check';
import { inChunks } from './in-chunks.js';

async function* each(pieces: Uint8Array[]) {
  yield* pieces;
}

it('gives the same bytes, in few pieces', async () => {
  const piece = fc.integer({ min: 0, max: 400_000 }).map((size) => Buffer.alloc(size, size % 251));
  await fc.assert(
    fc.asyncProperty(fc.array(piece, { maxLength: 6 }), async (pieces) => {
      const chunks: Uint8Array[] = [];
      for await (const chunk of inChunks(each(pieces))) chunks.push(Buffer.from(chunk));
      expect(Buffer.concat(chunks).equals(Buffer.concat(pieces))).toBe(true);
      for (const chunk of chunks.slice(0, -1)) expect(chunk.length).toBe(256 * 1024);
    }),
    { numRuns: 30 },
  );
});
