import type { ByteSource } from './byte-source.js';
import { isAlone, release } from './release.js';

const WINDOW_BYTES = 1024 * 1024;
/** One at the files, one at the directory behind them, and one for the step between two windows. */
const KEPT = 3;

/** Reads a source in large pieces and keeps the last ones: many small reads of an archive become few of the storage. */
export class Windows {
  private readonly kept: { start: number; bytes: Uint8Array }[] = [];

  constructor(private readonly source: ByteSource) {}

  /** Bytes `start` to `end`, without the last; a piece is valid until the next is asked for. Throws when there are fewer. */
  async *range(start: number, end: number): AsyncGenerator<Uint8Array> {
    for (let at = start; at < end;) {
      const window = await this.around(at);
      const piece = window.bytes.subarray(at - window.start, end - window.start);
      if (piece.length === 0) throw new Error('The archive is cut short');
      at += piece.length;
      yield piece;
    }
  }

  private async around(position: number): Promise<{ start: number; bytes: Uint8Array }> {
    const start = position - (position % WINDOW_BYTES);
    const known = this.kept.find((window) => window.start === start);
    if (known) return known;
    const window = { start, bytes: await this.source.read(start, WINDOW_BYTES) };
    this.kept.push(window);
    const [oldest] = this.kept.length > KEPT ? this.kept.splice(0, 1) : [];
    if (oldest && isAlone(oldest.bytes)) release(oldest.bytes.buffer);
    return window;
  }
}
