import { Controller, Get, Query } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { Roles, Scopes } from '../../common/auth/auth.decorators.js';
import { AdminActivityDto, AdminActivityPageDto, AdminActivityQueryDto } from './activity.dto.js';
import { ActivityService } from './activity.service.js';

@ApiTags('admin')
@Roles('admin')
@Scopes('admin')
@Controller('admin/activity')
export class AdminActivityController {
  constructor(private readonly activity: ActivityService) {}

  /** What happened to everybody's resources and who did it, newest first */
  @Get()
  async listAllActivity(@Query() query: AdminActivityQueryDto): Promise<AdminActivityPageDto> {
    const page = await this.activity.listAll(query);
    return { ...page, data: page.data.map((row) => AdminActivityDto.from(row)) };
  }
}
