import { Controller, Get, Query } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import type { AuthUser } from '../../common/auth/auth-user.js';
import { CurrentUser, Scopes } from '../../common/auth/auth.decorators.js';
import { usageRange } from './usage-range.js';
import { UsageDto, UsageQueryDto } from './usage.dto.js';
import { UsageService } from './usage.service.js';

@ApiTags('credits')
@Scopes('billing:read')
@Controller('usage')
export class UsageController {
  constructor(private readonly usage: UsageService) {}

  /** Read what I used, day by day, and the limits per day */
  @Get()
  async getUsage(@CurrentUser() user: AuthUser, @Query() query: UsageQueryDto): Promise<UsageDto> {
    const range = usageRange(query.from, query.to, new Date());
    const rows = await this.usage.days(user.id, range.from, range.to);
    return UsageDto.from(range, rows, this.usage.limits);
  }
}
