import { Type } from 'class-transformer';
import { IsBoolean, IsIn, IsNumber, IsObject, Max, Min, ValidateBy, ValidateNested } from 'class-validator';
import { IfGiven } from '../../../common/validation/if-given.js';
import { OptionalInt } from '../../../common/validation/numbers.js';
import type { OptionsSchema } from './export-format.js';
import { ONLY_TRAIN, SPLITS, type SplitShares } from './split.js';

const MAX_SEED = 2 ** 31 - 1;

export class SplitSharesDto implements SplitShares {
  @IsNumber({}, { message: 'must be a number' })
  @Min(0, { message: 'must be at least 0' })
  @Max(1, { message: 'must be at most 1' })
  train: number = 0;

  @IsNumber({}, { message: 'must be a number' })
  @Min(0, { message: 'must be at least 0' })
  @Max(1, { message: 'must be at most 1' })
  validation: number = 0;

  @IsNumber({}, { message: 'must be a number' })
  @Min(0, { message: 'must be at least 0' })
  @Max(1, { message: 'must be at most 1' })
  test: number = 0;
}

const sumOf = (shares: unknown): number =>
  SPLITS.reduce((sum, split) => sum + Number(Reflect.get(Object(shares), split) ?? 0), 0);

const addUpToOne = {
  name: 'addUpToOne',
  validator: {
    validate: (shares: unknown) => Math.abs(sumOf(shares) - 1) < 1e-6,
    defaultMessage: () => `must have shares of ${SPLITS.join(', ')} that add up to 1`,
  },
};

export class ImagefolderOptionsDto {
  @IfGiven()
  @IsIn(['zip'], { message: 'must be zip' })
  archive: string = 'zip';

  @IfGiven()
  @IsObject({ message: 'must be an object' })
  @ValidateBy(addUpToOne)
  @ValidateNested()
  @Type(() => SplitSharesDto)
  splits: SplitSharesDto = Object.assign(new SplitSharesDto(), ONLY_TRAIN);

  @OptionalInt({ min: 0, max: MAX_SEED })
  seed: number = 0;

  @IfGiven()
  @IsBoolean({ message: 'must be true or false' })
  include_duplicates: boolean = true;

  @IfGiven()
  @IsIn(['folder', 'metadata'], { message: 'must be one of folder, metadata' })
  labels: string = 'folder';
}

const share = { type: 'number', minimum: 0, maximum: 1, default: 0 };

/** The same rules for clients. */
export const imagefolderSchema: OptionsSchema = {
  type: 'object',
  additionalProperties: false,
  properties: {
    archive: { type: 'string', enum: ['zip'], default: 'zip' },
    splits: {
      type: 'object',
      description: 'Shares that add up to 1. Near duplicates stay in one split.',
      additionalProperties: false,
      properties: { train: share, validation: share, test: share },
      default: ONLY_TRAIN,
    },
    seed: { type: 'integer', minimum: 0, maximum: MAX_SEED, default: 0, description: 'Deals the splits anew' },
    include_duplicates: { type: 'boolean', default: true, description: 'Near duplicates as well' },
    labels: {
      type: 'string',
      enum: ['folder', 'metadata'],
      default: 'folder',
      description: 'One folder per label, or one folder for all; metadata.jsonl has the label in both',
    },
  },
};
