import type { Corpus } from '../corpus/corpus.js';
import type { PictureFiles } from '../files/picture-files.js';
import type { Exchange } from '../http/exchange.js';
import type { Links } from './links.js';
import type { Catalogue } from './catalogue.js';

/** What every simulated source stands on. */
export interface World {
  corpus: Corpus;
  catalogue: Catalogue;
  links: Links;
  files: PictureFiles;
}

/** Answers one request below a source's path prefix. */
export type Site = (x: Exchange, path: string) => void | Promise<void>;

/** A whole number within bounds, the fallback when absent, or null when it is neither. */
export function whole(text: string | null, fallback: number, min = 0, max = Number.MAX_SAFE_INTEGER): number | null {
  if (text === null || text === '') return fallback;
  const value = Number(text);
  return Number.isInteger(value) && value >= min && value <= max ? value : null;
}
