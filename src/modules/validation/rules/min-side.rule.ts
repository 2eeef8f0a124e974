import { Injectable } from '@nestjs/common';
import { numberOf, ValidationRule, type CheckedImage, type ParameterValues } from './validation-rule.js';

@Injectable()
export class MinSideRule extends ValidationRule {
  readonly name = 'min_side';
  readonly description = 'Too small: its shorter side has too few pixels';
  readonly level = 'basic';
  readonly unit = 'pixels of the shorter side';
  readonly origin = '32 is the smallest common input of image models, 224 the usual one of ImageNet models';
  readonly parameters = [
    {
      type: 'number',
      name: 'pixels',
      description: 'Fewest pixels',
      default: 32,
      strict: 224,
      minimum: 1,
      maximum: 20_000,
    },
  ] as const;
  readonly range = [0, 2_000] as const;

  measure(images: readonly CheckedImage[]): number[] {
    return images.map(({ width, height }) => Math.min(width, height));
  }

  fails(value: number, values: ParameterValues): boolean {
    return value < numberOf(values, 'pixels');
  }
}
