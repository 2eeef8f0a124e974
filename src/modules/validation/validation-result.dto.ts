import { ApiProperty } from '@nestjs/swagger';
import { PageQueryDto } from '../../common/pagination/page.dto.js';
import { PageOf } from '../../common/pagination/page-of.js';
import { QueryBool, QueryText } from '../../common/validation/query-values.js';
import type { ValidationResultRow } from './validation-job.row.js';

export class ListResultsQueryDto extends PageQueryDto {
  @QueryBool({ description: 'Only valid, or only invalid images' })
  is_valid?: boolean;

  /** Only images that fail this rule of /validation-rules */
  @QueryText({ max: 40 }, { example: 'blurry' })
  failed?: string;
}

export class ValidationResultDto {
  @ApiProperty({ format: 'uuid' })
  image_id: string;
  /** Label of the image: the keyword it was collected for, unless it was changed */
  keyword: string;
  /** What each rule measured, in its unit; null: not applicable */
  @ApiProperty({
    type: 'object',
    additionalProperties: { type: 'number', nullable: true },
    example: { blurry: 812.4, aspect: 0.75 },
  })
  measures: Record<string, number | null>;
  /** Rules that the image fails, applied or not; null: not decided yet */
  @ApiProperty({ type: [String], nullable: true, example: ['blurry'] })
  failed: string[] | null;
  /** No rule that was applied failed; null: not decided yet */
  @ApiProperty({ type: Boolean, nullable: true })
  is_valid: boolean | null;
  /** What the image's validity goes back to when the validation is taken back: what it was before, or what a user decided since */
  @ApiProperty({ type: Boolean, nullable: true })
  was_valid: boolean | null;
  /** Why it does not decode */
  @ApiProperty({ type: String, nullable: true })
  detail: string | null;

  static from({ id: _id, ...row }: ValidationResultRow): ValidationResultDto {
    return row;
  }
}

export class ValidationResultPageDto extends PageOf(ValidationResultDto) {}
