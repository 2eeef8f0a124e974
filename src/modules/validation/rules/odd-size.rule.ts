import { Injectable } from '@nestjs/common';
import {
  numberOf,
  ValidationRule,
  type CheckedImage,
  type ParameterValues,
  type Quartiles,
} from './validation-rule.js';

@Injectable()
export class OddSizeRule extends ValidationRule {
  readonly name = 'odd_size';
  readonly description = 'Much smaller or larger than the job’s other images';
  readonly level = 'strict';
  readonly unit = 'pixels: the side of a square of the same area';
  readonly origin =
    'Tukey’s far fences, three interquartile ranges beyond the quartiles; cleanvision’s odd_size likewise';
  readonly parameters = [
    {
      type: 'number',
      name: 'ranges',
      description: 'Interquartile ranges beyond the quartiles that are still allowed',
      default: 3,
      minimum: 0.5,
      maximum: 100,
    },
  ] as const;
  readonly range = [0, 4_000] as const;
  override readonly isRelative = true;

  measure(images: readonly CheckedImage[]): number[] {
    return images.map(({ width, height }) => Math.sqrt(width * height));
  }

  fails(value: number, values: ParameterValues, quartiles: Quartiles | null): boolean {
    if (!quartiles) return false;
    const room = numberOf(values, 'ranges') * (quartiles.upper - quartiles.lower);
    return value < quartiles.lower - room || value > quartiles.upper + room;
  }
}
