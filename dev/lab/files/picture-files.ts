import { createHash, randomUUID } from 'node:crypto';
import { mkdir, readFile, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import sharp from 'sharp';
import type { Picture } from '../corpus/picture.js';
import { variantRecipe } from '../corpus/variants.js';
import { ByteCache } from './byte-cache.js';

/** A file as it is served. */
export interface ServedFile {
  bytes: Buffer;
  /** Hex, of the bytes. */
  sha1: string;
}

const MEMORY_BYTES = 96 * 1024 * 1024;
const TINY_PIXELS = 8;

/** The bytes of every picture: originals from their packages, variants and thumbnails computed once and kept on disk. */
export class PictureFiles {
  private readonly memory = new ByteCache<ServedFile>(MEMORY_BYTES);
  private readonly folder: string;

  constructor(
    cacheFolder: string,
    private readonly photographs: readonly Picture[],
  ) {
    // Another codec may write other bytes for the same recipe.
    this.folder = join(cacheFolder, `sharp-${sharp.versions.sharp}-${sharp.versions.vips}`);
  }

  peek(picture: Picture): ServedFile | undefined {
    return this.memory.peek(picture.id);
  }

  get(picture: Picture): Promise<ServedFile> {
    return this.memory.get(picture.id, async () =>
      served(
        picture.variant === 0
          ? await readFile(picture.file)
          : await this.kept(`${picture.id}.jpg`, () => this.makeVariant(picture)),
      ),
    );
  }

  /** Proportional copy of the given width in pixels, never larger than the picture. */
  thumbnail(picture: Picture, width: number): Promise<ServedFile> {
    return this.memory.get(`${picture.id} ${width}`, async () => {
      const { bytes } = await this.get(picture);
      return served(await sharp(bytes).resize({ width, withoutEnlargement: true }).toBuffer());
    });
  }

  /** A whole picture of 8×8 pixels in the picture's format. */
  tiny(picture: Picture): Promise<ServedFile> {
    return this.memory.get(`${picture.id} tiny`, async () => {
      const { bytes } = await this.get(picture);
      return served(await sharp(bytes).resize(TINY_PIXELS, TINY_PIXELS, { fit: 'fill' }).toBuffer());
    });
  }

  private async makeVariant(picture: Picture): Promise<Buffer> {
    const original = this.photographs[picture.ordinal];
    if (!original) throw new RangeError(`No photograph ${picture.ordinal}`);
    const recipe = variantRecipe(original.id, picture.variant, original);
    const image = sharp(original.file)
      .extract(recipe.crop)
      .resize(recipe.width, recipe.height, { fit: 'fill' })
      .modulate({ brightness: recipe.brightness });
    return (recipe.mirrored ? image.flop() : image).jpeg({ quality: recipe.quality }).toBuffer();
  }

  private async kept(name: string, make: () => Promise<Buffer>): Promise<Buffer> {
    const path = join(this.folder, name);
    try {
      return await readFile(path);
    } catch {
      const bytes = await make();
      const draft = `${path}.${randomUUID()}`;
      await mkdir(this.folder, { recursive: true });
      await writeFile(draft, bytes);
      await rename(draft, path);
      return bytes;
    }
  }
}

function served(bytes: Buffer): ServedFile {
  return { bytes, sha1: createHash('sha1').update(bytes).digest('hex') };
}
