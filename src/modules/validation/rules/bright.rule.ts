import { Injectable } from '@nestjs/common';
import { numberOf, ValidationRule, type CheckedImage, type ParameterValues } from './validation-rule.js';

@Injectable()
export class BrightRule extends ValidationRule {
  readonly name = 'bright';
  readonly description = 'Even the darkest parts are bright';
  readonly level = 'standard';
  readonly unit = 'brightness that 5 % of the pixels do not exceed, 0–1';
  readonly origin = 'The default of cleanvision’s light: 1 − 0.05';
  readonly parameters = [
    { type: 'number', name: 'max', description: 'Most brightness', default: 0.95, minimum: 0, maximum: 1 },
  ] as const;
  readonly range = [0, 1] as const;
  override readonly looksAtPixels = true;

  measure(images: readonly CheckedImage[]): (number | null)[] {
    return images.map(({ pixels }) => pixels && pixels.darkest);
  }

  fails(value: number, values: ParameterValues): boolean {
    return value > numberOf(values, 'max');
  }
}
