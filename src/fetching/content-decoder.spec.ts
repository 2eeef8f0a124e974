import { randomBytes } from 'node:crypto';
import { gzipSync } from 'node:zlib';
import { ContentDecoder } from './content-decoder.js';
import type { FetchFailure } from './fetch-failure.js';

interface Outcome {
  bytes: Buffer;
  error: FetchFailure | null;
  held: number;
}

/** Feeds the pieces as a polite sender would: it waits when it is told to. */
function decode(pieces: Buffer[], coding = 'gzip', maxRatio = 100): Promise<Outcome> {
  return new Promise((resolve) => {
    const decoded: Buffer[] = [];
    let held = 0;
    const done = (error: FetchFailure | null): void => resolve({ bytes: Buffer.concat(decoded), error, held });
    const decoder = ContentDecoder.for(
      coding,
      maxRatio,
      (piece) => decoded.push(piece),
      done,
      () => done(null),
    );
    const feed = (at: number): void => {
      const piece = pieces[at];
      if (!piece) return decoder?.end();
      if (decoder?.write(piece, () => feed(at + 1)) === false) held += 1;
      else feed(at + 1);
    };
    feed(0);
  });
}

const cut = (bytes: Buffer, size: number) =>
  Array.from({ length: Math.ceil(bytes.length / size) }, (_, i) => bytes.subarray(i * size, (i + 1) * size));

describe('ContentDecoder', () => {
  it('holds a fast sender back and loses nothing', async () => {
    const bytes = randomBytes(2_000_000);
    const outcome = await decode(cut(gzipSync(bytes), 65_536));
    expect(outcome.error).toBeNull();
    expect(outcome.bytes.equals(bytes)).toBe(true);
    expect(outcome.held).toBeGreaterThan(10);
  });

  it('counts the ratio from 64 KB on', async () => {
    const small = await decode([gzipSync(Buffer.alloc(65_000))]);
    expect(small).toMatchObject({ error: null });
    const large = await decode([gzipSync(Buffer.alloc(5_000_000))]);
    expect(large.error?.reason).toBe('too_large');
    expect(large.bytes.length).toBeLessThan(1_000_000);
  });

  it.each(['', ' ', 'identity', 'IDENTITY', undefined])('%s needs no decoder', (coding) => {
    expect(ContentDecoder.for(coding, 100, vi.fn(), vi.fn(), vi.fn())).toBeNull();
  });

  it('reports broken bytes once and then keeps silent', async () => {
    const outcome = await decode([Buffer.from('not gzip at all'), Buffer.alloc(100_000)]);
    expect(outcome.error).toMatchObject({ reason: 'connection' });
  });
});
