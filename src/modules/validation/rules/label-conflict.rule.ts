import { Injectable } from '@nestjs/common';
import { ValidationRule, type CheckedImage } from './validation-rule.js';

@Injectable()
export class LabelConflictRule extends ValidationRule {
  readonly name = 'label_conflict';
  readonly description = 'The same picture was found under more than one keyword, so its label is in doubt';
  readonly level = 'strict';
  readonly unit = 'keywords under which the picture was found';
  readonly origin = 'One picture, one label';
  readonly parameters = [];
  readonly range = [1, 10] as const;

  measure(images: readonly CheckedImage[]): number[] {
    return images.map(({ keywords }) => keywords.length);
  }

  fails(value: number): boolean {
    return value > 1;
  }
}
