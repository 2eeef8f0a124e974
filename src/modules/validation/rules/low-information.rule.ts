import { Injectable } from '@nestjs/common';
import { numberOf, ValidationRule, type CheckedImage, type ParameterValues } from './validation-rule.js';

@Injectable()
export class LowInformationRule extends ValidationRule {
  readonly name = 'low_information';
  readonly description = 'A plain surface, a chart or a placeholder: its pixels say little';
  readonly level = 'standard';
  readonly unit = 'entropy of the luma, bits, 0–8';
  readonly origin = 'The default of cleanvision’s low_information: 0.30 of 10 bits';
  readonly parameters = [
    { type: 'number', name: 'min', description: 'Least entropy, bits', default: 3, minimum: 0, maximum: 8 },
  ] as const;
  readonly range = [0, 8] as const;
  override readonly looksAtPixels = true;

  measure(images: readonly CheckedImage[]): (number | null)[] {
    return images.map(({ pixels }) => pixels && pixels.entropy);
  }

  fails(value: number, values: ParameterValues): boolean {
    return value < numberOf(values, 'min');
  }
}
