import { Injectable } from '@nestjs/common';
import { buffer } from 'node:stream/consumers';
import { ImageInspector } from '../../inspection/image-inspector.js';
import { ObjectMissing, Storage } from '../../storage/storage.js';
import type { ImageMeasures, ImageToCheck } from './checked-images.repository.js';
import type { RuleSetting } from './rule-settings.js';
import type { CheckedImage } from './rules/validation-rule.js';

/** Pictures in memory, so that every decoder has the next one at hand. */
const AT_ONCE = 4;
const NO_LIMITS = { resize: null, minWidth: 1, minHeight: 1, measure: true };

type Look = Pick<CheckedImage, 'decoded' | 'pixels'> & { detail: string | null };

/** Measures images by all rules of a run, with one decode for all of them. */
@Injectable()
export class ImageMeasuring {
  constructor(
    private readonly storage: Storage,
    private readonly inspector: ImageInspector,
  ) {}

  /** In the order of the images. Throws the signal's reason soon after it is aborted. */
  async measure(
    images: readonly ImageToCheck[],
    settings: readonly RuleSetting[],
    signal: AbortSignal,
  ): Promise<ImageMeasures[]> {
    const looks = settings.some(({ rule }) => rule.looksAtPixels) ? await this.lookAt(images, signal) : [];
    const checked = images.map((image, index): CheckedImage => ({ ...image, ...(looks[index] ?? UNSEEN) }));
    const measures = images.map((): Record<string, number | null> => ({}));
    for (const { rule, values } of settings) {
      signal.throwIfAborted();
      const found = await rule.measure(checked, values);
      found.forEach((value, index) => (measures[index]![rule.name] = value));
    }
    return images.map(({ id }, index) => ({
      imageId: id,
      measures: measures[index]!,
      detail: looks[index]?.detail ?? null,
    }));
  }

  private async lookAt(images: readonly ImageToCheck[], signal: AbortSignal): Promise<Look[]> {
    const looks: Look[] = [];
    const queue = images.entries();
    const work = async (): Promise<void> => {
      for (const [index, image] of queue) {
        signal.throwIfAborted();
        looks[index] = await this.look(image);
      }
    };
    await Promise.all(Array.from({ length: AT_ONCE }, work));
    return looks;
  }

  private async look({ storageKey }: ImageToCheck): Promise<Look> {
    let bytes: Buffer;
    try {
      bytes = await buffer(await this.storage.read(storageKey));
    } catch (error) {
      if (error instanceof ObjectMissing) return { decoded: false, pixels: null, detail: 'the stored file is gone' };
      throw error;
    }
    const inspection = await this.inspector.inspect(bytes, NO_LIMITS);
    if (!inspection.accepted) return { decoded: false, pixels: null, detail: inspection.detail };
    return { decoded: true, pixels: inspection.image.measures ?? null, detail: null };
  }
}

const UNSEEN = { decoded: true, pixels: null };
