import { FetchFailure } from './fetch-failure.js';

const FIRST_BYTES = 65_536;
/** Most pictures of the web are smaller, so they are copied once. */
const PROMISED_BYTES = 524_288;

/**
 * Collects a body up to `maxBytes`. Bytes are copied into one growing buffer: keeping the pieces would let a sender of
 * one-byte pieces cost a hundred times what it sends.
 */
export class BodyBuffer {
  private buffer: Buffer;
  private length = 0;

  /** `expected`: the length the sender announced, or null. A promise alone reserves no more than 512 KB. */
  constructor(
    private readonly maxBytes: number,
    private readonly expected: number | null,
  ) {
    this.buffer = Buffer.allocUnsafe(Math.min(expected ?? FIRST_BYTES, PROMISED_BYTES, maxBytes));
  }

  get size(): number {
    return this.length;
  }

  /** Bytes reserved, filled or not. */
  get capacity(): number {
    return this.buffer.length;
  }

  /** Throws FetchFailure `too_large` when the piece would pass the limit. */
  append(piece: Buffer): void {
    const needed = this.length + piece.length;
    if (needed > this.maxBytes) throw new FetchFailure('too_large', `more than ${this.maxBytes} bytes`);
    if (needed > this.buffer.length) this.grow(needed);
    piece.copy(this.buffer, this.length);
    this.length = needed;
  }

  /** The body, in memory of just its size. */
  take(): Buffer {
    const whole = this.buffer.subarray(0, this.length);
    return this.length === this.buffer.length ? whole : Buffer.from(whole);
  }

  private grow(needed: number): void {
    const cap = this.expected !== null && needed <= this.expected ? this.expected : this.maxBytes;
    const larger = Buffer.allocUnsafe(Math.min(Math.max(this.buffer.length * 2, needed), cap));
    this.buffer.copy(larger, 0, 0, this.length);
    this.buffer = larger;
  }
}
