import { Type } from 'class-transformer';
import { IsObject, ValidateBy, ValidateNested } from 'class-validator';
import { IfGiven } from '../../../common/validation/if-given.js';
import { OptionalInt } from '../../../common/validation/numbers.js';
import { isLicenseName, LICENSE_CLASSES, UNKNOWN_LICENSE } from '../../../crawler/sources/license-class.js';
import type { SelectionOptions } from '../selection/selection-options.js';
import { ONLY_TRAIN } from '../selection/split.js';
import { isKeyword, OptionalFlag, OptionalLimit, OptionalNames, OptionalTexts } from './option-rules.js';
import { addUpToOne, SplitSharesDto, splitSharesSchema } from './split-shares.dto.js';
import type { OptionsSchema } from './options-schema.js';

const MAX_SEED = 2 ** 31 - 1;

/** What every format understands: which pictures, under which names, in which splits. */
export class SelectionOptionsDto implements SelectionOptions {
  @IfGiven()
  @IsObject({ message: 'must be an object' })
  @ValidateBy(addUpToOne)
  @ValidateNested()
  @Type(() => SplitSharesDto)
  splits: SplitSharesDto = SplitSharesDto.of(ONLY_TRAIN);

  @OptionalInt({ min: 0, max: MAX_SEED })
  seed: number = 0;

  @OptionalFlag()
  stratified: boolean = false;

  @OptionalFlag()
  include_duplicates: boolean = true;

  @OptionalFlag()
  include_invalid: boolean = false;

  @OptionalTexts(isLicenseName, `classes (${[...LICENSE_CLASSES, UNKNOWN_LICENSE].join(', ')}) or SPDX ids`)
  licenses: string[] | null = null;

  @OptionalTexts(isKeyword, 'keywords')
  only_labels: string[] | null = null;

  @OptionalLimit('smallest')
  max_per_class: number | 'smallest' | null = null;

  @OptionalNames()
  class_names: Record<string, string> = {};
}

/** The same rules for clients. */
export const selectionSchema: OptionsSchema['properties'] = {
  splits: splitSharesSchema(),
  seed: { type: 'integer', minimum: 0, maximum: MAX_SEED, default: 0, description: 'Deals splits and caps anew' },
  stratified: {
    type: 'boolean',
    default: false,
    description:
      'Every class has the same shares, as far as its groups of near duplicates allow, and an image in each split; `warnings` of the report tell by how much small classes miss them',
  },
  include_duplicates: { type: 'boolean', default: true, description: 'Near duplicates as well' },
  include_invalid: {
    type: 'boolean',
    default: false,
    description: 'Images that a validation or a user marked invalid as well',
  },
  licenses: {
    type: ['array', 'null'],
    items: { type: 'string' },
    uniqueItems: true,
    minItems: 1,
    maxItems: 1000,
    default: null,
    description: `Licences whose images are wanted: classes (${[...LICENSE_CLASSES, UNKNOWN_LICENSE].join(', ')}) or SPDX ids. null: all`,
  },
  only_labels: {
    type: ['array', 'null'],
    items: { type: 'string' },
    uniqueItems: true,
    minItems: 1,
    maxItems: 1000,
    default: null,
    description: 'Labels whose images are wanted; null: all. One that none of the images can have is refused',
  },
  max_per_class: {
    oneOf: [{ type: 'integer', minimum: 1 }, { const: 'smallest' }, { type: 'null' }],
    default: null,
    description: 'At most so many images per class, or as many as the smallest class has; null: no limit',
  },
  class_names: {
    type: 'object',
    additionalProperties: { type: 'string', minLength: 1, maxLength: 100 },
    maxProperties: 1000,
    default: {},
    description:
      'Class per label, for those that are renamed; several labels may become one class. A label that none of the images can have is refused',
  },
};
