import { ApiProperty } from '@nestjs/swagger';
import { IsString, MaxLength } from 'class-validator';
import { CURSOR_RULE } from '../problem/problems.js';
import { IfGiven } from '../validation/if-given.js';
import { QueryInt } from '../validation/numbers.js';
import { MAX_CURSOR } from './cursor.js';

/** Query of every list. Lists with filters extend it. */
export class PageQueryDto {
  /** Items per page */
  @QueryInt({ min: 1, max: 100, default: 20 })
  limit: number = 20;

  /** `next_cursor` of the previous page; only valid for the same list with the same filters */
  @IfGiven()
  @IsString({ message: CURSOR_RULE })
  @MaxLength(MAX_CURSOR, { message: CURSOR_RULE })
  @ApiProperty({ type: String, required: false, maxLength: MAX_CURSOR })
  cursor?: string;
}
