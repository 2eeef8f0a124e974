import { Controller, Get, Query } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { Roles, Scopes } from '../../common/auth/auth.decorators.js';
import { DeprecationUsageDto, DeprecationUsagePageDto, ListDeprecationsQueryDto } from './deprecation.dto.js';
import { DeprecationsService } from './deprecations.service.js';

@ApiTags('admin')
@Controller('admin/deprecations')
export class DeprecationsController {
  constructor(private readonly deprecations: DeprecationsService) {}

  /** List who called deprecated endpoints, per day, newest first */
  @Get()
  @Roles('admin')
  @Scopes('admin')
  async listDeprecations(
    @Query() { user_id: userId, ...query }: ListDeprecationsQueryDto,
  ): Promise<DeprecationUsagePageDto> {
    const page = await this.deprecations.list({ ...query, userId });
    return { ...page, data: page.data.map((row) => DeprecationUsageDto.from(row)) };
  }
}
