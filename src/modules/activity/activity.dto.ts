import { ApiProperty } from '@nestjs/swagger';
import { Transform } from 'class-transformer';
import { Matches, ValidateBy } from 'class-validator';
import { PageOf } from '../../common/pagination/page-of.js';
import { PageQueryDto } from '../../common/pagination/page.dto.js';
import { IfGiven } from '../../common/validation/if-given.js';
import { OptionalTimestamp } from '../../common/validation/timestamp.js';
import { isUuid } from '../../common/validation/uuid.js';
import type { ActivityRow } from './activity.repository.js';

export class ActivityQueryDto extends PageQueryDto {
  /** What happened, as `resource.verb`
   * @example "project.archived" */
  @IfGiven()
  @Matches(/^[a-z_]{1,40}\.[a-z_]{1,40}$/, { message: 'must be of the form resource.verb' })
  action?: string;

  /** @example "project" */
  @IfGiven()
  @Matches(/^[a-z_]{1,40}$/, { message: 'must be the name of a resource' })
  resource_type?: string;

  @IfGiven()
  @Transform(({ value }: { value: unknown }) => (typeof value === 'string' ? value.toLowerCase() : value))
  @ValidateBy({ name: 'isUuid', validator: { validate: isUuid, defaultMessage: () => 'must be a UUID' } })
  @ApiProperty({ type: String, format: 'uuid', required: false })
  resource_id?: string;

  /** At this time or later */
  @OptionalTimestamp()
  from?: string;

  /** Before this time */
  @OptionalTimestamp()
  to?: string;
}

export class ActivityDto {
  @ApiProperty({ format: 'uuid' })
  id: string;
  action: string;
  resource_type: string;
  @ApiProperty({ format: 'uuid' })
  resource_id: string;
  /** For changes `{ field: { from, to } }` */
  @ApiProperty({ type: 'object', additionalProperties: true })
  metadata: Record<string, unknown>;
  timestamp: Date;
  /** Address of the client; null when the system did it */
  ip: string | null;
  request_id: string | null;

  static from(row: ActivityRow): ActivityDto {
    return { ...row, timestamp: new Date(row.timestamp) };
  }
}

export class ActivityPageDto extends PageOf(ActivityDto) {}
