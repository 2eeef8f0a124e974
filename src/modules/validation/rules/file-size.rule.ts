import { Injectable } from '@nestjs/common';
import { numberOf, ValidationRule, type CheckedImage, type ParameterValues } from './validation-rule.js';

@Injectable()
export class FileSizeRule extends ValidationRule {
  readonly name = 'file_size';
  readonly description = 'A file of few bytes, most often an icon or a placeholder, or of very many';
  readonly level = 'standard';
  readonly unit = 'bytes';
  readonly origin = 'A photograph of 64×64 pixels takes more than 1 KB; the upper limit is that of downloads';
  readonly parameters = [
    { type: 'number', name: 'min', description: 'Fewest bytes', default: 1_000, minimum: 0, maximum: 1e9 },
    { type: 'number', name: 'max', description: 'Most bytes', default: 25_000_000, minimum: 1, maximum: 1e9 },
  ] as const;
  readonly range = [0, 2_000_000] as const;

  measure(images: readonly CheckedImage[]): number[] {
    return images.map(({ fileSize }) => fileSize);
  }

  fails(value: number, values: ParameterValues): boolean {
    return value < numberOf(values, 'min') || value > numberOf(values, 'max');
  }
}
