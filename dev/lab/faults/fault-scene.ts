import type { Picture } from '../corpus/picture.js';
import type { ServedFile } from '../files/picture-files.js';
import type { Exchange } from '../http/exchange.js';

/** What a misbehaving answer can draw on. */
export interface FaultScene {
  x: Exchange;
  picture: Picture;
  file: ServedFile;
  /** Number of this request for this path, from 1. */
  hit: number;
  /** Answers as if nothing were wrong. */
  serve: () => void;
  /** Bytes of the picture whose copy this one claims to be. */
  twin: () => Promise<ServedFile>;
  tiny: () => Promise<ServedFile>;
  /** Absolute address of this picture with `step` noted in the query. */
  step: (step: string) => string;
}
