import { Body, Controller, Delete, Get, HttpCode, Patch, Post, Query } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import type { AuthUser } from '../../common/auth/auth-user.js';
import { CurrentUser, Scopes } from '../../common/auth/auth.decorators.js';
import { UuidParam } from '../../common/validation/uuid.js';
import {
  NotificationDto,
  NotificationPageDto,
  NotificationPageQueryDto,
  NotificationsReadDto,
  UpdateNotificationDto,
} from './notification.dto.js';
import { NotificationsService } from './notifications.service.js';

@ApiTags('notifications')
@Controller('notifications')
export class NotificationsController {
  constructor(private readonly notifications: NotificationsService) {}

  /** List my notifications, newest first, and count those that I have not read */
  @Get()
  @Scopes('notifications:read')
  async listNotifications(
    @CurrentUser() user: AuthUser,
    @Query() query: NotificationPageQueryDto,
  ): Promise<NotificationPageDto> {
    const page = await this.notifications.list(user.id, query);
    return { ...page, data: page.data.map((row) => NotificationDto.from(row)) };
  }

  /** Mark all my notifications as read */
  @Post('read-all')
  @HttpCode(200)
  @Scopes('notifications:write')
  async readAllNotifications(@CurrentUser() user: AuthUser): Promise<NotificationsReadDto> {
    return { updated: await this.notifications.markAll(user.id) };
  }

  /** Mark a notification as read or unread */
  @Patch(':id')
  @Scopes('notifications:write')
  async updateNotification(
    @CurrentUser() user: AuthUser,
    @UuidParam('id') id: string,
    @Body() { is_read }: UpdateNotificationDto,
  ): Promise<NotificationDto> {
    return NotificationDto.from(await this.notifications.mark(user.id, id, is_read));
  }

  /** Delete a notification; what of it was not mailed yet never is */
  @Delete(':id')
  @HttpCode(204)
  @Scopes('notifications:write')
  async deleteNotification(@CurrentUser() user: AuthUser, @UuidParam('id') id: string): Promise<void> {
    await this.notifications.delete(user.id, id);
  }
}
