import { Controller, Get, Query } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import type { AuthUser } from '../../common/auth/auth-user.js';
import { CurrentUser, Scopes } from '../../common/auth/auth.decorators.js';
import { ActivityDto, ActivityPageDto, ActivityQueryDto } from './activity.dto.js';
import { ActivityService } from './activity.service.js';

@ApiTags('activity')
@Controller('activity')
export class ActivityController {
  constructor(private readonly activity: ActivityService) {}

  /** What happened to my resources, newest first */
  @Get()
  @Scopes('activity:read')
  async listActivity(@CurrentUser() user: AuthUser, @Query() query: ActivityQueryDto): Promise<ActivityPageDto> {
    const page = await this.activity.list(user.id, query);
    return { ...page, data: page.data.map((row) => ActivityDto.from(row)) };
  }
}
