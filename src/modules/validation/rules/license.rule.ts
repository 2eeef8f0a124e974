import { Injectable } from '@nestjs/common';
import { ValidationRule, type CheckedImage } from './validation-rule.js';

@Injectable()
export class LicenseRule extends ValidationRule {
  readonly name = 'license';
  readonly description = 'Nobody has said under which licence the picture may be used';
  readonly level = 'strict';
  readonly unit = '1: known, 0: unknown';
  readonly origin = 'What the source says of each picture';
  readonly parameters = [];
  readonly range = [0, 1] as const;

  measure(images: readonly CheckedImage[]): number[] {
    return images.map(({ license }) => (license === null ? 0 : 1));
  }

  fails(value: number): boolean {
    return value === 0;
  }
}
