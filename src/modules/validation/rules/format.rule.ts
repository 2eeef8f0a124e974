import { Injectable } from '@nestjs/common';
import { listOf, ValidationRule, type CheckedImage, type ParameterValues } from './validation-rule.js';

const FORMATS = ['jpeg', 'png', 'webp', 'gif', 'avif'];

@Injectable()
export class FormatRule extends ValidationRule {
  readonly name = 'format';
  readonly description = 'Not in one of the allowed formats';
  readonly level = 'basic';
  readonly unit = '1: allowed, 0: not';
  readonly origin = 'All formats that the crawler accepts';
  readonly parameters = [
    { type: 'list', name: 'allowed', description: 'Formats that pass', default: FORMATS, values: FORMATS },
  ] as const;
  readonly range = [0, 1] as const;

  measure(images: readonly CheckedImage[], values: ParameterValues): number[] {
    const allowed = listOf(values, 'allowed');
    return images.map(({ format }) => (allowed.includes(format) ? 1 : 0));
  }

  fails(value: number): boolean {
    return value === 0;
  }
}
