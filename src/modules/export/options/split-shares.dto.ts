import { IsNumber, Max, Min } from 'class-validator';
import { ONLY_TRAIN, SPLITS, type SplitShares } from '../selection/split.js';

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

  static of(shares: SplitShares): SplitSharesDto {
    return Object.assign(new SplitSharesDto(), shares);
  }
}

const sumOf = (shares: unknown): number =>
  SPLITS.reduce((sum, split) => sum + Number(Reflect.get(Object(shares), split) ?? 0), 0);

/** For ValidateBy. */
export const addUpToOne = {
  name: 'addUpToOne',
  validator: {
    validate: (shares: unknown) => Math.abs(sumOf(shares) - 1) < 1e-6,
    defaultMessage: () => `must have shares of ${SPLITS.join(', ')} that add up to 1`,
  },
};

const share = { type: 'number', minimum: 0, maximum: 1, default: 0 };

export const splitSharesSchema = (shares: SplitShares = ONLY_TRAIN) => ({
  type: 'object',
  description: 'Shares that add up to 1. Near duplicates stay in one split.',
  additionalProperties: false,
  properties: { train: share, validation: share, test: share },
  default: shares,
});
