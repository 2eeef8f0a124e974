import { createHash } from 'node:crypto';
import { createGunzip } from 'node:zlib';
import { Readable } from 'node:stream';
import { ContentTooLarge } from '../../../common/problem/request.problems.js';
import { BadList } from './bad-list.js';

/** Text of addresses packs about 20 times; a list that unfolds further is a bomb. */
const MAX_RATIO = 100;
const RATIO_FREE_BYTES = 1_000_000;

/** @throws BadList when `unpacked` bytes came out of `size` */
export function mustNotBeBomb(unpacked: number, size: number, row: number | null = null): void {
  if (unpacked > RATIO_FREE_BYTES && unpacked > size * MAX_RATIO)
    throw new BadList(`it unfolds to more than ${MAX_RATIO} times its size`, row);
}

/** The bytes of an upload as they were sent: counted, limited and hashed while they pass. */
export class SentBytes {
  size = 0;
  /** gzip by its first bytes. */
  packed = false;
  private readonly hash = createHash('sha256');

  constructor(
    private readonly body: AsyncIterable<Uint8Array>,
    private readonly maxBytes: number,
  ) {}

  /** Of everything that was read, hex. */
  get sha256(): string {
    return this.hash.copy().digest('hex');
  }

  /** As sent. @throws ContentTooLarge */
  async *raw(): AsyncGenerator<Uint8Array> {
    for await (const piece of this.body) {
      this.size += piece.byteLength;
      if (this.size > this.maxBytes) throw new ContentTooLarge(this.maxBytes);
      this.hash.update(piece);
      yield piece;
    }
  }

  /** Unpacked when it is gzip. @throws ContentTooLarge, BadList */
  async *unpacked(maxUnpacked: number): AsyncGenerator<Uint8Array> {
    const source = this.raw();
    const head = await leading(source, 2);
    this.packed = isGzip(head);
    const whole = resumed(head, source);
    let unpacked = 0;
    for await (const piece of this.packed ? onceGunzipped(whole) : whole) {
      unpacked += this.packed ? piece.byteLength : 0;
      if (unpacked > maxUnpacked) throw new BadList(`it unfolds to more than ${maxUnpacked} bytes`);
      mustNotBeBomb(unpacked, this.size);
      yield piece;
    }
  }
}

const isGzip = (head: Uint8Array): boolean => head[0] === 0x1f && head[1] === 0x8b;

async function* onceGunzipped(source: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  const inner = gunzipped(source);
  const head = await leading(inner, 2);
  if (isGzip(head)) throw new BadList('it is packed by gzip twice; pack it once');
  yield* resumed(head, inner);
}

/** A broken file ends in BadList; what the source throws comes through as it is. */
async function* gunzipped(source: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  let failure: unknown = null;
  const watched = async function* () {
    try {
      yield* source;
    } catch (error) {
      failure = error;
      throw error;
    }
  };
  const gunzip = createGunzip();
  const input = Readable.from(watched());
  input.on('error', (error) => gunzip.destroy(error));
  input.pipe(gunzip);
  try {
    for await (const piece of gunzip) yield Buffer.from(piece);
  } catch (error) {
    if (failure !== null) throw failure;
    throw new BadList('the gzip file is broken or cut', null, { cause: error });
  } finally {
    input.destroy();
  }
}

async function leading(source: AsyncGenerator<Uint8Array>, length: number): Promise<Buffer> {
  let head = Buffer.alloc(0);
  while (head.length < length) {
    const { value, done } = await source.next();
    if (done) break;
    head = Buffer.concat([head, value]);
  }
  return head;
}

async function* resumed(head: Uint8Array, rest: AsyncGenerator<Uint8Array>): AsyncGenerator<Uint8Array> {
  if (head.byteLength > 0) yield head;
  yield* rest;
}
