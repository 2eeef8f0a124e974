import { Body, Controller, Get, Patch, Query } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { Roles, Scopes } from '../../common/auth/auth.decorators.js';
import { UuidParam } from '../../common/validation/uuid.js';
import { AdminProfileDto, AdminProfilePageDto, ListProfilesQueryDto, UpdateAccessDto } from './admin-profile.dto.js';
import { AdminProfilesService } from './admin-profiles.service.js';

@ApiTags('admin')
@Roles('admin')
@Scopes('admin')
@Controller('admin/profiles')
export class AdminProfilesController {
  constructor(private readonly profiles: AdminProfilesService) {}

  /** List all profiles, newest first */
  @Get()
  async listProfiles(@Query() query: ListProfilesQueryDto): Promise<AdminProfilePageDto> {
    const page = await this.profiles.list(query);
    return { ...page, data: page.data.map((row) => AdminProfileDto.from(row)) };
  }

  /** Change a user's role, suspend or reinstate a user; the last active administrator stays one */
  @Patch(':id')
  async updateProfileAccess(@UuidParam('id') id: string, @Body() dto: UpdateAccessDto): Promise<AdminProfileDto> {
    return AdminProfileDto.from(await this.profiles.change(id, { ...dto }));
  }
}
