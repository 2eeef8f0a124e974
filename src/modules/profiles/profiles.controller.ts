import { Body, Controller, Get, Patch, Query } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import type { AuthUser } from '../../common/auth/auth-user.js';
import { CurrentUser, Scopes } from '../../common/auth/auth.decorators.js';
import { IncludeRegistry } from '../../common/include/include.registry.js';
import { ProfileDto, ProfileQueryDto, UpdateProfileDto } from './profile.dto.js';
import { ProfilesService } from './profiles.service.js';

@ApiTags('profiles')
@Controller('profiles/me')
export class ProfilesController {
  constructor(
    private readonly profiles: ProfilesService,
    private readonly includes: IncludeRegistry,
  ) {}

  /** Read my profile */
  @Get()
  @Scopes('profile:read')
  async getMyProfile(@CurrentUser() user: AuthUser, @Query() { include }: ProfileQueryDto): Promise<ProfileDto> {
    const profile = ProfileDto.from(await this.profiles.get(user.id));
    const [embedded = profile] = await this.includes.embed('profiles', user, include, [profile]);
    return embedded;
  }

  /** Change my profile */
  @Patch()
  @Scopes('profile:write')
  async updateMyProfile(@CurrentUser() user: AuthUser, @Body() dto: UpdateProfileDto): Promise<ProfileDto> {
    return ProfileDto.from(await this.profiles.update(user.id, { ...dto }));
  }
}
