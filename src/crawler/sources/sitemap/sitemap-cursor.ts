import { deflateRawSync, inflateRawSync } from 'node:zlib';
import { badCursor } from '../page-cursor.js';
import { elements, fields, parseJson } from '../reply-fields.js';

const MAX_CURSOR = 2_000_000;

/** A file to read: a site, whose sitemaps are to be found; or a sitemap, from entry number `at` on. */
export interface WaitingFile {
  url: string;
  /** Indexes above it. */
  depth: number;
  at: number;
  /** How often it failed in a way that may heal. */
  tries: number;
}

/** What is between two searches. Files are read last in, first out, so an index never has to be held whole. */
export interface SitemapState {
  files: WaitingFile[];
  /** Pages without pictures that wait to be read themselves. */
  pages: string[];
  /** Files that were read. */
  read: number;
}

export function encodeSitemapCursor({ files, pages, read }: SitemapState): string {
  const state = { f: files.map(({ url, depth, at, tries }) => [url, depth, at, tries]), p: pages, r: read };
  return deflateRawSync(JSON.stringify(state)).toString('base64url');
}

/** Throws `bad_request` for what `encodeSitemapCursor` did not write. */
export function decodeSitemapCursor(cursor: string): SitemapState {
  const state = fields(parseJson(inflated(cursor)));
  const [files, pages, read] = [elements(state['f']), elements(state['p']), state['r']];
  if (!files || !pages || typeof read !== 'number') throw badCursor();
  return {
    files: files.map((file) => {
      const [url, ...numbers] = elements(file) ?? [];
      const [depth, at, tries] = numbers.map(Number);
      if (typeof url !== 'string' || depth === undefined || at === undefined || tries === undefined) throw badCursor();
      return { url, depth, at, tries };
    }),
    pages: pages.filter((page) => typeof page === 'string'),
    read,
  };
}

function inflated(cursor: string): string {
  try {
    return inflateRawSync(Buffer.from(cursor, 'base64url'), { maxOutputLength: MAX_CURSOR }).toString('utf8');
  } catch {
    throw badCursor();
  }
}
