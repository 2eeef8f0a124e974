import { ApiProperty } from '@nestjs/swagger';
import { IsBoolean } from 'class-validator';
import { PageOf } from '../../common/pagination/page-of.js';
import { PageQueryDto } from '../../common/pagination/page.dto.js';
import { QueryBool, QueryEnum } from '../../common/validation/query-values.js';
import { CATEGORY_NAMES, type NotificationCategory } from './notification-category.js';
import type { NotificationRow } from './notification.row.js';

export class NotificationPageQueryDto extends PageQueryDto {
  @QueryBool()
  is_read?: boolean;

  @QueryEnum(CATEGORY_NAMES)
  category?: NotificationCategory;
}

export class UpdateNotificationDto {
  @IsBoolean({ message: 'must be true or false' })
  is_read: boolean;
}

export class NotificationDto {
  @ApiProperty({ format: 'uuid' })
  id: string;
  @ApiProperty({ enum: CATEGORY_NAMES })
  category: NotificationCategory;
  /** What happened, as in the activity log
   * @example "crawl_job.completed" */
  type: string;
  title: string;
  message: string;
  /** Path of what it is about, below the address of the API; null: nothing that could be read */
  action_url: string | null;
  /** `resource_type` and `resource_id` of what it is about */
  @ApiProperty({ type: 'object', additionalProperties: true })
  metadata: Record<string, unknown>;
  is_read: boolean;
  read_at: Date | null;
  created_at: Date;

  static from(row: NotificationRow): NotificationDto {
    const { id, category, type, title, message, action_url, metadata, is_read } = row;
    return {
      id,
      category,
      type,
      title,
      message,
      action_url,
      metadata,
      is_read,
      read_at: row.read_at === null ? null : new Date(row.read_at),
      created_at: new Date(row.created_at),
    };
  }
}

export class NotificationPageDto extends PageOf(NotificationDto) {
  /** Of all my notifications, whatever the filter */
  @ApiProperty({ type: 'integer' })
  unread_count: number;
}

export class NotificationsReadDto {
  /** How many were unread */
  @ApiProperty({ type: 'integer' })
  updated: number;
}
