import sharp, { type Sharp } from 'sharp';

/** What people and web sites do to a photograph that leaves it the same photograph. */
export interface Edit {
  name: string;
  /** `near`: should be found; `turned`: only where orientations are asked for; `far`: so changed that it need not be. */
  kind: 'near' | 'turned' | 'far';
  make: (bytes: Buffer) => Promise<Buffer>;
}

const jpeg = (image: Sharp, quality = 85): Promise<Buffer> => image.jpeg({ quality }).toBuffer();

/** Keeps so much of each side, from the middle. */
const crop =
  (share: number) =>
  async (bytes: Buffer): Promise<Buffer> => {
    const { width, height } = await sharp(bytes).metadata();
    const [w, h] = [Math.round(width * share), Math.round(height * share)];
    const at = { left: Math.floor((width - w) / 2), top: Math.floor((height - h) / 2) };
    return jpeg(sharp(bytes).extract({ ...at, width: w, height: h }));
  };

const resize =
  (factor: number) =>
  async (bytes: Buffer): Promise<Buffer> => {
    const { width } = await sharp(bytes).metadata();
    return jpeg(sharp(bytes).resize(Math.round(width * factor)));
  };

/** SAMPLE in letters of 5 × 7 dots, a row a text: no fonts are needed. */
const LETTERS = [
  ' ###   ###  #   # ####  #     #####',
  '#     #   # ## ## #   # #     #    ',
  '#     #   # # # # #   # #     #    ',
  ' ###  ##### #   # ####  #     #### ',
  '    # #   # #   # #     #     #    ',
  '    # #   # #   # #     #     #    ',
  '####  #   # #   # #     ##### #####',
];

/** White letters, 60 % opaque; `across`: the width of the picture, in its middle, else a quarter of it in the corner. */
const watermark =
  (across: boolean) =>
  async (bytes: Buffer): Promise<Buffer> => {
    const { width, height } = await sharp(bytes).metadata();
    const dots = Buffer.from(
      LETTERS.flatMap((row) => [...row].flatMap((dot) => [255, 255, 255, dot === '#' ? 153 : 0])),
    );
    const input = await sharp(dots, { raw: { width: 35, height: 7, channels: 4 } })
      .resize(Math.round(across ? width * 0.9 : width / 4), Math.round(across ? height / 3 : height / 12), {
        fit: 'fill',
        kernel: 'nearest',
      })
      .png()
      .toBuffer();
    return jpeg(sharp(bytes).composite([{ input, gravity: across ? 'centre' : 'southeast' }]));
  };

const border = async (bytes: Buffer): Promise<Buffer> =>
  jpeg(sharp(bytes).extend({ top: 8, bottom: 8, left: 8, right: 8, background: 'white' }));

export const EDITS: readonly Edit[] = [
  { name: 'recompressed, quality 80', kind: 'near', make: (b) => jpeg(sharp(b), 80) },
  { name: 'recompressed, quality 30', kind: 'near', make: (b) => jpeg(sharp(b), 30) },
  { name: 'recompressed, quality 10', kind: 'near', make: (b) => jpeg(sharp(b), 10) },
  { name: 'as WebP, quality 60', kind: 'near', make: (b) => sharp(b).webp({ quality: 60 }).toBuffer() },
  { name: 'as PNG', kind: 'near', make: (b) => sharp(b).png().toBuffer() },
  { name: 'half the size', kind: 'near', make: resize(0.5) },
  { name: 'a quarter of the size', kind: 'near', make: resize(0.25) },
  { name: 'twice the size', kind: 'near', make: resize(2) },
  { name: 'square (stretched)', kind: 'near', make: (b) => jpeg(sharp(b).resize(200, 200, { fit: 'fill' })) },
  { name: 'brighter by 15 %', kind: 'near', make: (b) => jpeg(sharp(b).modulate({ brightness: 1.15 })) },
  { name: 'darker by 15 %', kind: 'near', make: (b) => jpeg(sharp(b).modulate({ brightness: 0.85 })) },
  { name: 'contrast +20 %', kind: 'near', make: (b) => jpeg(sharp(b).linear(1.2, -25)) },
  {
    name: 'hue +30°, saturation +40 %',
    kind: 'near',
    make: (b) => jpeg(sharp(b).modulate({ hue: 30, saturation: 1.4 })),
  },
  { name: 'greyscale', kind: 'near', make: (b) => jpeg(sharp(b).greyscale()) },
  { name: 'gamma 1.4', kind: 'near', make: (b) => jpeg(sharp(b).gamma(1.4, 1)) },
  { name: 'sharpened', kind: 'near', make: (b) => jpeg(sharp(b).sharpen({ sigma: 2 })) },
  { name: 'blurred', kind: 'near', make: (b) => jpeg(sharp(b).blur(1.5)) },
  { name: 'watermark in the corner', kind: 'near', make: watermark(false) },
  { name: 'watermark across', kind: 'near', make: watermark(true) },
  { name: 'cropped to 98 %', kind: 'near', make: crop(0.98) },
  { name: 'cropped to 95 %', kind: 'near', make: crop(0.95) },
  { name: 'cropped to 90 %', kind: 'near', make: crop(0.9) },
  { name: 'white border of 8 pixels', kind: 'near', make: border },
  { name: 'rotated by 2°', kind: 'near', make: (b) => jpeg(sharp(b).rotate(2, { background: 'white' })) },
  { name: 'cropped to 75 %', kind: 'far', make: crop(0.75) },
  { name: 'mirrored', kind: 'turned', make: (b) => jpeg(sharp(b).flop()) },
  { name: 'upside down', kind: 'turned', make: (b) => jpeg(sharp(b).rotate(180)) },
  { name: 'turned by 90°', kind: 'turned', make: (b) => jpeg(sharp(b).rotate(90)) },
  { name: 'turned by 270°', kind: 'turned', make: (b) => jpeg(sharp(b).rotate(270)) },
];

/** Different photographs that look alike: small, in the middle of the same white page, as shops show their goods. */
export const onWhite = async (bytes: Buffer): Promise<Buffer> => {
  const input = await sharp(bytes).resize(180, 120, { fit: 'inside' }).toBuffer();
  const page = sharp({ create: { width: 300, height: 300, channels: 3, background: 'white' } });
  return jpeg(page.composite([{ input, gravity: 'centre' }]));
};
