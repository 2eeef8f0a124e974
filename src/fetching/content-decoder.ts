import type { Transform } from 'node:stream';
import { createBrotliDecompress, createGunzip, createInflate, createZstdDecompress } from 'node:zlib';
import { FetchFailure } from './fetch-failure.js';

const DECODERS: Record<string, () => Transform> = {
  gzip: () => createGunzip(),
  'x-gzip': () => createGunzip(),
  deflate: () => createInflate(),
  br: () => createBrotliDecompress(),
  zstd: () => createZstdDecompress(),
};

/** A few kilobytes of text compress far better than any ratio worth refusing. */
const RATIO_FREE_BYTES = 65_536;

/** We ask for `identity`; this undoes the coding of servers that do not listen, piece by piece, so a bomb never unfolds. */
export class ContentDecoder {
  private encoded = 0;
  private decoded = 0;
  private failed = false;

  private constructor(
    private readonly stream: Transform,
    private readonly maxRatio: number,
    onPiece: (piece: Buffer) => void,
    private readonly onError: (error: FetchFailure) => void,
    onEnd: () => void,
  ) {
    stream.on('data', (piece: Buffer) => {
      if (this.failed) return;
      try {
        this.measure(piece);
        onPiece(piece);
      } catch (error) {
        this.fail(error);
      }
    });
    stream.once('end', () => !this.failed && onEnd());
    stream.once('error', (error) => this.fail(error));
  }

  /** Null when the body is not encoded. Throws `http_error` for an unknown coding and for several at once. */
  static for(
    contentEncoding: string | undefined,
    maxRatio: number,
    onPiece: (piece: Buffer) => void,
    onError: (error: FetchFailure) => void,
    onEnd: () => void,
  ): ContentDecoder | null {
    const coding = contentEncoding?.trim().toLowerCase() ?? '';
    if (coding === '' || coding === 'identity') return null;
    const create = Object.hasOwn(DECODERS, coding) ? DECODERS[coding] : undefined;
    if (!create) throw new FetchFailure('http_error', 'content coding not supported');
    return new ContentDecoder(create(), maxRatio, onPiece, onError, onEnd);
  }

  /** False: hold further pieces back until `resume` is called. */
  write(piece: Buffer, resume: () => void): boolean {
    if (this.failed) return true;
    this.encoded += piece.length;
    if (this.stream.write(piece)) return true;
    this.stream.once('drain', resume);
    return false;
  }

  end(): void {
    if (!this.failed) this.stream.end();
  }

  destroy(): void {
    this.failed = true;
    this.stream.destroy();
  }

  private measure(piece: Buffer): void {
    this.decoded += piece.length;
    if (this.decoded > RATIO_FREE_BYTES && this.decoded > this.encoded * this.maxRatio) {
      throw new FetchFailure('too_large', `unfolds to more than ${this.maxRatio} times its size`);
    }
  }

  private fail(error: unknown): void {
    if (this.failed) return;
    this.destroy();
    const broken = (): FetchFailure =>
      new FetchFailure('connection', 'the encoded body is broken or cut', null, null, { cause: error });
    this.onError(error instanceof FetchFailure ? error : broken());
  }
}
