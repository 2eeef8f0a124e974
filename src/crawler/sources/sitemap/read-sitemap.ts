import { Readable } from 'node:stream';
import { setImmediate } from 'node:timers/promises';
import { createGunzip } from 'node:zlib';
import { SourceFailure } from '../image-source.js';
import { SitemapDocument, type SitemapEntry } from './sitemap-document.js';

/** What the protocol allows one file, as sent and unpacked. */
export const MAX_SITEMAP_BYTES = 52_428_800;
const MAX_ENTRIES = 50_000;
/** Lists of addresses pack 20 to 50 times; what unfolds further is a bomb. */
const MAX_RATIO = 100;
const RATIO_FREE_BYTES = 1_000_000;
/** Other work gets its turn after so many bytes. */
const PIECE = 262_144;

const NO_SITEMAP =
  'it is no sitemap: expected is XML with a urlset or a sitemapindex, or one address a line, plain or gzip; name such a file, or the site alone, in options.sitemap.urls';

/** A part of a sitemap. */
export interface SitemapPart {
  kind: 'index' | 'urlset';
  entries: SitemapEntry[];
  /** Number of the first entry behind this part; null: that was the end. */
  next: number | null;
}

/** How much one part may hold. */
export interface PartLimits {
  images: number;
  /** Pages without pictures; null: they are not wanted. */
  pages: number | null;
  /** Sitemaps of an index. */
  children: number;
}

/**
 * Entries from number `at` on, until a limit is reached. Plain or gzip, XML or one address a line. Throws
 * `shape_changed` for what is no sitemap.
 */
export async function readSitemap(body: Buffer, at: number, limits: PartLimits): Promise<SitemapPart> {
  const entries: SitemapEntry[] = [];
  let [number, images, bare] = [0, 0, 0];
  let next: number | null = null;
  const onEntry = (entry: SitemapEntry): void => {
    number += 1;
    if (number <= at || number > MAX_ENTRIES || next !== null) return;
    const isChild = document.kind === 'index';
    images += entry.images.length;
    if (entry.images.length === 0) {
      if (!isChild && limits.pages === null) return;
      bare += 1;
    }
    entries.push(entry);
    if (images >= limits.images || bare >= (isChild ? limits.children : (limits.pages ?? Infinity))) next = number;
  };
  const document = new SitemapDocument(onEntry);
  const decoder = new TextDecoder();
  let plain: PlainList | null = null;
  let first = true;
  for await (const piece of unpacked(body)) {
    const text = decoder.decode(piece, { stream: true });
    if (first && /^\s*https?:\/\//i.test(text)) plain = new PlainList(onEntry);
    first = false;
    (plain ?? document).write(text);
    // one more entry tells whether this was the end
    if (next !== null && number > next) break;
    await setImmediate();
  }
  (plain ?? document).end();
  const kind = plain ? 'urlset' : document.kind;
  if (kind === null) throw new SourceFailure('shape_changed', NO_SITEMAP);
  return { kind, entries, next: next !== null && Math.min(number, MAX_ENTRIES) > next ? next : null };
}

/** A sitemap of the plainest form: one address a line. */
class PlainList {
  private rest = '';

  constructor(private readonly onEntry: (entry: SitemapEntry) => void) {}

  write(text: string): void {
    const lines = (this.rest + text).split('\n');
    this.rest = (lines.pop() ?? '').slice(0, PIECE);
    for (const line of lines) this.line(line);
  }

  end(): void {
    this.line(this.rest);
  }

  private line(line: string): void {
    const url = line.trim();
    if (/^https?:\/\//i.test(url)) this.onEntry({ url, images: [] });
  }
}

/** The file in pieces; gzip is told by its first bytes and unfolds no further than the protocol allows. */
async function* unpacked(body: Buffer): AsyncGenerator<Uint8Array> {
  if (body[0] !== 0x1f || body[1] !== 0x8b) {
    for (let at = 0; at < body.length; at += PIECE) yield body.subarray(at, at + PIECE);
    return;
  }
  const gunzip = createGunzip({ chunkSize: PIECE });
  Readable.from([body]).pipe(gunzip);
  let size = 0;
  try {
    for await (const piece of gunzip) {
      const bytes = Buffer.from(piece);
      size += bytes.length;
      if (size > MAX_SITEMAP_BYTES || (size > RATIO_FREE_BYTES && size > body.length * MAX_RATIO))
        throw new SourceFailure('shape_changed', 'it unfolds to more than a sitemap may have');
      yield bytes;
    }
  } catch (error) {
    if (error instanceof SourceFailure) throw error;
    throw new SourceFailure('shape_changed', 'the gzip file is broken or cut');
  } finally {
    gunzip.destroy();
  }
}
