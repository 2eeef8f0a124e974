import { Injectable } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { Readable } from 'node:stream';
import { matchesStrongly, matchesWeakly, parseTags } from '../../common/etag/etag.js';
import { Problem } from '../../common/problem/problem.js';
import { NotFound } from '../../common/problem/problems.js';
import { ObjectMissing, Storage } from '../../storage/storage.js';
import { byteRange } from './byte-range.js';

/** One stored object as an answer. */
export interface SentObject {
  /** Storage key. */
  key: string;
  /** Bytes. */
  size: number;
  /** Strong entity tag, quoted. */
  etag: string;
  mediaType: string;
  /** Plain ASCII name that the client saves it under. */
  filename: string;
}

/** 416, with the size that RFC 9110 asks for. */
class RangeNotSatisfiable extends Problem {
  constructor(size: number) {
    const headers = { 'Content-Range': `bytes */${size}` };
    super(
      416,
      'range-not-satisfiable',
      `The range lies outside of the object, which has ${size} bytes`,
      {},
      { headers },
    );
  }
}

/** Answers with stored bytes: whole, one range, 304 or 416. What comes from outside never runs in a browser. */
@Injectable()
export class ObjectSender {
  constructor(private readonly storage: Storage) {}

  async send(request: FastifyRequest, reply: FastifyReply, object: SentObject): Promise<void> {
    const { headers, method } = request;
    void reply.headers({ etag: object.etag, 'cache-control': 'private, no-cache', 'accept-ranges': 'bytes' });
    const known = headers['if-none-match'] === undefined ? null : parseTags(headers['if-none-match']);
    if (known !== null && matchesWeakly(known, object.etag)) return void reply.code(304).send();

    const range = byteRange(rangeHeader(headers, object.etag), object.size);
    if (range === 'unsatisfiable') throw new RangeNotSatisfiable(object.size);
    const part = range === 'whole' ? { start: 0, end: object.size - 1 } : range;
    const body = method === 'HEAD' ? Readable.from([]) : await this.open(object.key, range);
    if (range !== 'whole') {
      void reply.code(206).header('content-range', `bytes ${part.start}-${part.end}/${object.size}`);
    }
    void reply
      .headers({
        'content-type': object.mediaType,
        'content-length': part.end - part.start + 1,
        'content-disposition': `attachment; filename="${object.filename.replace(/[^\w.-]/g, '_')}"`,
        'content-security-policy': "default-src 'none'; sandbox",
        'x-content-type-options': 'nosniff',
      })
      .send(body);
  }

  private async open(key: string, range: { start: number; end: number } | 'whole'): Promise<Readable> {
    try {
      return await this.storage.read(key, range === 'whole' ? undefined : range);
    } catch (error) {
      if (error instanceof ObjectMissing) throw new NotFound('File'); // taken down since its row was read
      throw error;
    }
  }
}

/** The Range header, unless If-Range says that the client's part is of another version. Dates never match: we give none. */
function rangeHeader(headers: FastifyRequest['headers'], etag: string): string | undefined {
  const condition = headers['if-range'];
  if (condition === undefined) return headers.range;
  const tags = parseTags(String(condition));
  return tags !== null && tags !== '*' && matchesStrongly(tags, etag) ? headers.range : undefined;
}
