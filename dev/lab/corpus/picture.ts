import type { License } from './licenses.js';

/** One picture that the lab can serve: an original of the corpus, or a variant computed from a photograph. */
export interface Picture {
  /** `A001`; its third variant is `A001~v3`; drawings are `e-1f600`. */
  id: string;
  /** Position of the original in the corpus. */
  ordinal: number;
  /** 0: the original's own bytes. */
  variant: number;
  kind: 'photograph' | 'drawing';
  title: string;
  description: string;
  labels: readonly string[];
  creator: string;
  license: License;
  /** Pixels of what is served. */
  width: number;
  height: number;
  format: 'jpeg' | 'png';
  /** Absolute path of the original's file. */
  file: string;
}

export const MIME = { jpeg: 'image/jpeg', png: 'image/png' } as const;
export const EXTENSION = { jpeg: 'jpg', png: 'png' } as const;
