import { Injectable } from '@nestjs/common';
import { numberOf, ValidationRule, type CheckedImage, type ParameterValues } from './validation-rule.js';

@Injectable()
export class AspectRule extends ValidationRule {
  readonly name = 'aspect';
  readonly description = 'A strip: one side is much longer than the other';
  readonly level = 'standard';
  readonly unit = 'shorter side ÷ longer side, 0–1';
  readonly origin = 'The default of cleanvision’s odd_aspect_ratio, 0.35';
  readonly parameters = [
    { type: 'number', name: 'min_ratio', description: 'Smallest ratio', default: 0.35, minimum: 0, maximum: 1 },
  ] as const;
  readonly range = [0, 1] as const;

  measure(images: readonly CheckedImage[]): number[] {
    return images.map(({ width, height }) => Math.min(width, height) / Math.max(width, height));
  }

  fails(value: number, values: ParameterValues): boolean {
    return value < numberOf(values, 'min_ratio');
  }
}
