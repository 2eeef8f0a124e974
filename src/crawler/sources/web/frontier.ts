import { createHash } from 'node:crypto';
import { deflateRawSync, inflateRawSync } from 'node:zlib';
import { elements, fields, parseJson } from '../reply-fields.js';
import { badCursor } from '../page-cursor.js';

/** Bytes of an address's hash by which a page is known again. */
const HASH_BYTES = 6;
/** Characters of addresses that wait; more links are left aside. */
const MAX_WAITING = 200_000;
const MAX_CURSOR = 2_000_000;

/** A page to read. */
export interface WaitingPage {
  url: string;
  depth: number;
  /** How often it failed in a way that may heal. */
  tries: number;
}

/**
 * Which pages to read next, breadth first, and which are known already. It travels as the cursor: addresses that wait are
 * whole, those that were read are six bytes each, and all of it is compressed.
 */
export class Frontier {
  private constructor(
    private readonly known: Set<string>,
    private readonly waiting: WaitingPage[],
    /** Pages that were read. */
    public read: number,
    /** Pages of it that ask not to be used. */
    public optedOut: number,
  ) {}

  static of(pages: readonly string[], maxPages: number): Frontier {
    const frontier = new Frontier(new Set(), [], 0, 0);
    for (const url of pages) frontier.add(url, 0, maxPages);
    return frontier;
  }

  /** Throws `bad_request` for what `toCursor` did not write. */
  static fromCursor(cursor: string): Frontier {
    const state = fields(parseJson(inflated(cursor)));
    const [known, waiting] = [state['k'], elements(state['w'])];
    if (typeof known !== 'string' || !waiting) throw badCursor();
    const pages = waiting.map((page) => {
      const [url, depth, tries] = elements(page) ?? [];
      if (typeof url !== 'string' || typeof depth !== 'number' || typeof tries !== 'number') throw badCursor();
      return { url, depth, tries };
    });
    const hashes = Buffer.from(known, 'base64');
    const set = new Set<string>();
    for (let at = 0; at < hashes.length; at += HASH_BYTES) set.add(hashes.toString('base64', at, at + HASH_BYTES));
    return new Frontier(set, pages, Number(state['r']) || 0, Number(state['o']) || 0);
  }

  toCursor(): string {
    const known = Buffer.concat([...this.known].map((hash) => Buffer.from(hash, 'base64'))).toString('base64');
    const waiting = this.waiting.map(({ url, depth, tries }) => [url, depth, tries]);
    const state = { k: known, w: waiting, r: this.read, o: this.optedOut };
    return deflateRawSync(JSON.stringify(state)).toString('base64url');
  }

  get isEmpty(): boolean {
    return this.waiting.length === 0;
  }

  take(): WaitingPage | undefined {
    return this.waiting.shift();
  }

  /** A page that nobody has named before, while fewer than `maxPages` are known. */
  add(url: string, depth: number, maxPages: number): void {
    const hash = hashOf(url);
    if (this.known.has(hash) || this.known.size >= maxPages) return;
    const length = this.waiting.reduce((sum, page) => sum + page.url.length, 0);
    if (length + url.length > MAX_WAITING) return;
    this.known.add(hash);
    this.waiting.push({ url, depth, tries: 0 });
  }

  /** After all others. */
  putBack(page: WaitingPage): void {
    this.waiting.push({ ...page, tries: page.tries + 1 });
  }
}

function inflated(cursor: string): string {
  try {
    return inflateRawSync(Buffer.from(cursor, 'base64url'), { maxOutputLength: MAX_CURSOR }).toString('utf8');
  } catch {
    throw badCursor();
  }
}

const hashOf = (url: string): string =>
  createHash('sha1').update(url).digest().subarray(0, HASH_BYTES).toString('base64');
