import { Injectable } from '@nestjs/common';
import { numberOf, ValidationRule, type CheckedImage, type ParameterValues } from './validation-rule.js';

@Injectable()
export class MaxSideRule extends ValidationRule {
  readonly name = 'max_side';
  readonly description = 'Too large: its longer side has too many pixels';
  readonly level = 'basic';
  readonly unit = 'pixels of the longer side';
  readonly origin = 'The longest side that a WebP file can have; loaders that re-encode fail beyond it';
  readonly parameters = [
    { type: 'number', name: 'pixels', description: 'Most pixels', default: 16_383, minimum: 1, maximum: 100_000 },
  ] as const;
  readonly range = [0, 20_000] as const;

  measure(images: readonly CheckedImage[]): number[] {
    return images.map(({ width, height }) => Math.max(width, height));
  }

  fails(value: number, values: ParameterValues): boolean {
    return value > numberOf(values, 'pixels');
  }
}
