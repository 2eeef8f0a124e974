import { ApiProperty } from '@nestjs/swagger';
import { IsIn, ValidateBy } from 'class-validator';
import { IfGiven } from '../../common/validation/if-given.js';
import { OptionalInt, QueryInt } from '../../common/validation/numbers.js';
import { AtLeastOne } from '../../common/validation/patch-of.js';
import { QueryUuid } from '../../common/validation/query-uuid.js';
import { OptionalText, Text, TextList } from '../../common/validation/text.js';

/** The engines that the old API knew. */
export const SEARCH_ENGINES = ['google', 'bing', 'baidu', 'duckduckgo'] as const;
export const DEFAULT_ENGINES: readonly string[] = ['google'];
export const DEFAULT_MAX_IMAGES = 100;
export const DATASET_NAME = /^[\p{L}\p{M}\p{N}_\- ]+$/u;

const OldName = (): PropertyDecorator =>
  ValidateBy({
    name: 'pattern',
    validator: {
      validate: (value) => typeof value !== 'string' || DATASET_NAME.test(value),
      defaultMessage: () => 'must be made of letters, digits, spaces, _ and -',
    },
  });

export class CreateDatasetDto {
  /** Letters, digits, spaces, `_` and `-` */
  @Text({ max: 100 }, { example: 'My Dataset' })
  @OldName()
  name: string;

  @OptionalText({ max: 500, multiline: true, nullable: true }, { example: 'Pets' })
  description?: string | null;

  /** What to look for, a letter, digit or emoji in each; repeated ones are dropped, case aside */
  @TextList({ items: { min: 2, max: 100, words: true }, maxItems: 50, unique: false }, { example: ['cat', 'dog'] })
  keywords: string[];

  @OptionalInt({ min: 1, max: 10_000 }, { default: DEFAULT_MAX_IMAGES, example: 1000 })
  max_images?: number;

  @ApiProperty({ items: { type: 'string', enum: [...SEARCH_ENGINES] }, default: [...DEFAULT_ENGINES] })
  @IfGiven()
  @TextList({ items: { max: 40 }, maxItems: SEARCH_ENGINES.length }, { required: false, example: ['google', 'bing'] })
  @IsIn(SEARCH_ENGINES, { each: true, message: `must be one of ${SEARCH_ENGINES.join(', ')}` })
  search_engines?: string[];

  /** The project that gets the crawl job; left out, a new one is made */
  @QueryUuid()
  project_id?: string;
}

@AtLeastOne()
export class UpdateDatasetDto {
  /** Letters, digits, spaces, `_` and `-` */
  @OptionalText({ max: 100 }, { example: 'My Dataset' })
  @OldName()
  name?: string;

  /** null clears it */
  @OptionalText({ max: 500, multiline: true, nullable: true }, { example: 'Pets' })
  description?: string | null;
}

export class ListDatasetsQueryDto {
  /** The first is 1 */
  @QueryInt({ min: 1, max: 1_000_000, default: 1 })
  page: number = 1;

  /** Items per page */
  @QueryInt({ min: 1, max: 100, default: 50 })
  size: number = 50;

  /** Only this one */
  @QueryUuid()
  project_id?: string;
}
