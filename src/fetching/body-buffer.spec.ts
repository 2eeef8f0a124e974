import * as fc from 'fast-check';
import { BodyBuffer } from './body-buffer.js';
import { FetchFailure } from './fetch-failure.js';

const pieces = fc.array(fc.uint8Array({ maxLength: 90_000 }), { maxLength: 8 });

it('gives back what was put in, whatever the sender announced, in memory of that size', () => {
  fc.assert(
    fc.property(pieces, fc.option(fc.nat(400_000)), (parts, expected) => {
      const whole = Buffer.concat(parts);
      const body = new BodyBuffer(1_000_000, expected);
      for (const part of parts) body.append(Buffer.from(part));
      expect(body.take().equals(whole)).toBe(true);
      expect(body.size).toBe(whole.length);
    }),
    { numRuns: 60 },
  );
});

it('refuses the byte that passes the limit', () => {
  const body = new BodyBuffer(10, null);
  body.append(Buffer.alloc(10));
  expect(() => body.append(Buffer.alloc(1))).toThrow(FetchFailure);
  expect(body.take().length).toBe(10);
  expect(() => new BodyBuffer(10, 9).append(Buffer.alloc(11))).toThrow('more than 10 bytes');
});

it('reserves no more than 512 KB on a promise', () => {
  const body = new BodyBuffer(25_000_000, 25_000_000);
  expect(body.capacity).toBe(524_288);
  expect(new BodyBuffer(1_000, 25_000_000).capacity).toBe(1_000);
  expect(new BodyBuffer(25_000_000, null).capacity).toBe(65_536);
  body.append(Buffer.alloc(10));
  expect(body.take().buffer.byteLength).toBeLessThanOrEqual(65_536);
});
