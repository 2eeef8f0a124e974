import type { MetadataMode } from './metadata/metadata-mode.js';
import type { PixelMeasures } from './pixel-measures.js';

/** How the stored copy is made; null keeps the pixels as they came. */
export type Resize = {
  mode: 'none' | 'shortest' | 'longest';
  /** Pixels of that side; pictures are never enlarged. Ignored by `none`. */
  size?: number;
  format: 'jpeg' | 'webp';
  /** 1–100 */
  quality: number;
} | null;

/** Why bytes are not an acceptable picture; the names are candidate outcomes. */
export type InspectionFailure = 'not_an_image' | 'unsupported_format' | 'decode_error' | 'too_large' | 'too_small';

export interface InspectedImage {
  format: 'jpeg' | 'png' | 'webp' | 'gif' | 'avif';
  /** Of the stored object, EXIF orientation applied. */
  width: number;
  height: number;
  /** 64-bit DCT perceptual hash as 16 hex digits. */
  phash: string;
  /** Hex; of the bytes as fetched: the picture's identity. */
  sha256: string;
  /** The stored object: the fetched bytes, these without some metadata, or the resized copy. */
  stored: Uint8Array;
  storedSha256: string;
  /** When the rules asked for them. */
  measures?: PixelMeasures;
}

export type Inspection =
  { accepted: true; image: InspectedImage } | { accepted: false; outcome: InspectionFailure; detail: string };

export interface InspectionRules {
  resize: Resize;
  /** Pixels of the picture as fetched, each side. */
  minWidth: number;
  minHeight: number;
  /** Of the stored bytes; `keep` unless told. A resized copy never has any. */
  metadata?: MetadataMode;
  /** Also tell the quality of the pixels; not together with a resize. */
  measure?: boolean;
}

/** No decoder can be started at all: the fault is ours, so the picture must be tried again later. */
export class InspectorUnavailable extends Error {}

/** Decides from the bytes alone whether they are a whole picture, in one decode, off the event loop. */
export abstract class ImageInspector {
  /** Rejects only for reasons that are not the picture's: InspectorUnavailable, or rules that make no sense. */
  abstract inspect(bytes: Buffer, rules: InspectionRules): Promise<Inspection>;
}
