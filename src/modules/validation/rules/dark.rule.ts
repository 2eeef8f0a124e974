import { Injectable } from '@nestjs/common';
import { numberOf, ValidationRule, type CheckedImage, type ParameterValues } from './validation-rule.js';

@Injectable()
export class DarkRule extends ValidationRule {
  readonly name = 'dark';
  readonly description = 'Even the brightest parts are dark';
  readonly level = 'standard';
  readonly unit = 'brightness that 99 % of the pixels do not exceed, 0–1';
  readonly origin = 'The default of cleanvision’s dark, 0.32';
  readonly parameters = [
    { type: 'number', name: 'min', description: 'Least brightness', default: 0.32, minimum: 0, maximum: 1 },
  ] as const;
  readonly range = [0, 1] as const;
  override readonly looksAtPixels = true;

  measure(images: readonly CheckedImage[]): (number | null)[] {
    return images.map(({ pixels }) => pixels && pixels.brightest);
  }

  fails(value: number, values: ParameterValues): boolean {
    return value < numberOf(values, 'min');
  }
}
