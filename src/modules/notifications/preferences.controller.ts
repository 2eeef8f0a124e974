import { Body, Controller, Get, Put } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import type { AuthUser } from '../../common/auth/auth-user.js';
import { CurrentUser, Scopes } from '../../common/auth/auth.decorators.js';
import { NotificationPreferencesDto } from './preferences.dto.js';
import { PreferencesService } from './preferences.service.js';
import { ReplacePreferencesDto } from './replace-preferences.dto.js';

@ApiTags('notifications')
@Controller('notifications/preferences')
export class PreferencesController {
  constructor(private readonly preferences: PreferencesService) {}

  /** Read my notification preferences; until I choose, everything is on, at once, at any hour */
  @Get()
  @Scopes('notifications:read')
  getNotificationPreferences(@CurrentUser() user: AuthUser): Promise<NotificationPreferencesDto> {
    return this.preferences.get(user.id);
  }

  /** Replace my notification preferences, also for mail that waits; what is left out gets its default */
  @Put()
  @Scopes('notifications:write')
  replaceNotificationPreferences(
    @CurrentUser() user: AuthUser,
    @Body() dto: ReplacePreferencesDto,
  ): Promise<NotificationPreferencesDto> {
    return this.preferences.replace(user.id, ReplacePreferencesDto.complete(dto));
  }
}
