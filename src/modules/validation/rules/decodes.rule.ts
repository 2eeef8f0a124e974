import { Injectable } from '@nestjs/common';
import { ValidationRule, type CheckedImage } from './validation-rule.js';

/** The stored object is read and decoded again, to its last byte. */
@Injectable()
export class DecodesRule extends ValidationRule {
  readonly name = 'decodes';
  readonly description = 'The stored file is gone, damaged or cut short';
  readonly level = 'basic';
  readonly unit = '1: decodes, 0: does not';
  readonly origin = 'The same decoder, with the same limits, as at the download';
  readonly parameters = [];
  readonly range = [0, 1] as const;
  override readonly looksAtPixels = true;

  measure(images: readonly CheckedImage[]): number[] {
    return images.map(({ decoded }) => (decoded ? 1 : 0));
  }

  fails(value: number): boolean {
    return value === 0;
  }
}
