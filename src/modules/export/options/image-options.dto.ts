import { IfGiven } from '../../../common/validation/if-given.js';
import { Int, OptionalInt } from '../../../common/validation/numbers.js';
import { OptionalWord } from './option-rules.js';

export const AS_STORED = 'original';
const FORMATS = ['jpeg', 'png', 'webp'] as const;
type Encoding = typeof AS_STORED | (typeof FORMATS)[number];

const MIN_SIDE = 16;
const MAX_SIDE = 16_384;

/** How pictures are written. What fits already is copied byte for byte. */
export abstract class ImageOptionsDto {
  abstract format: Encoding;

  /** Pixels of the longer side. */
  @IfGiven({ nullable: true })
  @Int({ min: MIN_SIDE, max: MAX_SIDE })
  max_side: number | null = null;

  /** Of JPEG and WebP. */
  @OptionalInt({ min: 1, max: 100 })
  quality: number = 90;
}

export class AnyImageDto extends ImageOptionsDto {
  @OptionalWord([AS_STORED, ...FORMATS])
  format: Encoding = AS_STORED;
}

/** For formats whose readers want one extension. */
export class OneFormatImageDto extends ImageOptionsDto {
  @OptionalWord(FORMATS)
  format: Encoding = 'jpeg';
}

export class JpegImageDto extends ImageOptionsDto {
  @OptionalWord(['jpeg'])
  format: Encoding = 'jpeg';
}

const schema = (formats: readonly string[], note: string) => ({
  type: 'object',
  description: `${note} An image that fits already is copied byte for byte; any other is turned upright, brought to sRGB and encoded`,
  additionalProperties: false,
  properties: {
    format: { type: 'string', enum: formats, default: formats[0] },
    max_side: { type: ['integer', 'null'], minimum: MIN_SIDE, maximum: MAX_SIDE, default: null, description: 'Pixels' },
    quality: { type: 'integer', minimum: 1, maximum: 100, default: 90, description: 'Of JPEG and WebP' },
  },
  default: { format: formats[0], max_side: null, quality: 90 },
});

export const anyImageSchema = schema(
  [AS_STORED, ...FORMATS],
  'As stored, except for what the readers of this format cannot read, which becomes JPEG.',
);
export const oneFormatImageSchema = schema(FORMATS, 'Readers of this format want one extension.');
export const jpegImageSchema = schema(['jpeg'], 'Readers of this format know JPEG only.');
