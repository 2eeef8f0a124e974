import { ApiProperty } from '@nestjs/swagger';
import { PageOf } from '../../common/pagination/page-of.js';
import { PageQueryDto } from '../../common/pagination/page.dto.js';
import { QueryUuid } from '../../common/validation/query-uuid.js';
import { OptionalTimestamp } from '../../common/validation/timestamp.js';
import type { DeprecationUsageRow } from './deprecation-usage.repository.js';

export class ListDeprecationsQueryDto extends PageQueryDto {
  /** Last called then or later */
  @OptionalTimestamp()
  from?: string;

  /** Last called before */
  @OptionalTimestamp()
  to?: string;

  /** Calls of this user only */
  @QueryUuid()
  user_id?: string;
}

export class DeprecationUsageDto {
  @ApiProperty({ format: 'uuid' })
  id: string;
  /** UTC */
  @ApiProperty({ type: String, format: 'date' })
  day: string;
  /** Method and route */
  @ApiProperty({ example: 'GET /api/datasets/:id' })
  endpoint: string;
  /** `key:<id>`, `user:<id>`, or `anonymous`: without credentials, or with refused ones */
  @ApiProperty({ example: 'key:0199d6a8-0000-7000-8000-00000000000a' })
  consumer: string;
  @ApiProperty({ type: String, format: 'uuid', nullable: true })
  user_id: string | null;
  email: string | null;
  @ApiProperty({ type: String, format: 'uuid', nullable: true })
  api_key_id: string | null;
  api_key_name: string | null;
  @ApiProperty({ type: 'integer', minimum: 1 })
  calls: number;
  last_called_at: Date;

  static from(row: DeprecationUsageRow): DeprecationUsageDto {
    return { ...row, last_called_at: new Date(row.last_called_at) };
  }
}

export class DeprecationUsagePageDto extends PageOf(DeprecationUsageDto) {}
