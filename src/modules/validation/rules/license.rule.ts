import { Injectable } from '@nestjs/common';
import { allowsLicense, isKnownLicense } from '../../../crawler/sources/license-class.js';
import { numberOf, ValidationRule, type CheckedImage, type ParameterValues } from './validation-rule.js';

@Injectable()
export class LicenseRule extends ValidationRule {
  readonly name = 'license';
  readonly description = 'Nobody has said, in words that are understood, under which licence the picture may be used';
  readonly level = 'strict';
  readonly unit =
    '0: none told, 1: words that are not understood or permit nothing, 2: a known licence, 3: an open one';
  readonly origin =
    'What the source says of each picture; the licences of docs/sources.md, open ones as its class open';
  readonly parameters = [
    {
      type: 'number',
      name: 'min',
      description: 'Least of these: 1 takes any words, 2 asks for a known licence, 3 for an open one',
      default: 2,
      minimum: 0,
      maximum: 3,
    },
  ] as const;
  readonly range = [0, 3] as const;

  measure(images: readonly CheckedImage[]): number[] {
    return images.map(({ license }) => {
      if (license === null) return 0;
      if (allowsLicense(['open'], license)) return 3;
      return isKnownLicense(license) ? 2 : 1;
    });
  }

  fails(value: number, values: ParameterValues): boolean {
    return value < numberOf(values, 'min');
  }
}
