import { ApiProperty } from '@nestjs/swagger';
import { Matches } from 'class-validator';
import { PageOf } from '../../common/pagination/page-of.js';
import { PageQueryDto } from '../../common/pagination/page.dto.js';
import { IfGiven } from '../../common/validation/if-given.js';
import { OptionalTimestamp } from '../../common/validation/timestamp.js';
import { QueryText } from '../../common/validation/query-values.js';
import { QueryUuid } from '../../common/validation/query-uuid.js';
import type { ActivityRow, AdminActivityRow } from './activity.repository.js';

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

  @QueryUuid()
  resource_id?: string;

  /** What one request did: the `X-Request-Id` of its answer */
  @QueryText({ min: 8, max: 100 })
  request_id?: string;

  /** At this time or later */
  @OptionalTimestamp()
  from?: string;

  /** Before this time */
  @OptionalTimestamp()
  to?: string;
}

export class AdminActivityQueryDto extends ActivityQueryDto {
  /** Of resources of one user */
  @QueryUuid()
  user_id?: string;

  /** Done by one user */
  @QueryUuid()
  actor_id?: string;
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

export class AdminActivityDto extends ActivityDto {
  /** The owner of the resource */
  @ApiProperty({ format: 'uuid' })
  user_id: string;
  /** Who did it; null: the system */
  @ApiProperty({ type: String, format: 'uuid', nullable: true })
  actor_id: string | null;

  static override from(row: AdminActivityRow): AdminActivityDto {
    return { ...row, timestamp: new Date(row.timestamp) };
  }
}

export class AdminActivityPageDto extends PageOf(AdminActivityDto) {}
