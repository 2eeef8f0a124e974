import { Injectable } from '@nestjs/common';
import { numberOf, ValidationRule, type CheckedImage, type ParameterValues } from './validation-rule.js';

@Injectable()
export class GreyscaleRule extends ValidationRule {
  readonly name = 'greyscale';
  readonly description = 'Black and white, among pictures in colour';
  readonly level = 'strict';
  readonly unit = 'share of pixels with colour, 0–1';
  readonly origin = 'Scans and JPEG noise of grey pictures stay below 1 %';
  readonly parameters = [
    {
      type: 'number',
      name: 'min_share',
      description: 'Least share of pixels with colour',
      default: 0.01,
      minimum: 0,
      maximum: 1,
    },
  ] as const;
  readonly range = [0, 1] as const;
  override readonly looksAtPixels = true;

  measure(images: readonly CheckedImage[]): (number | null)[] {
    return images.map(({ pixels }) => pixels && pixels.colorShare);
  }

  fails(value: number, values: ParameterValues): boolean {
    return value < numberOf(values, 'min_share');
  }
}
