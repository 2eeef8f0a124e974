import { Body, Controller, Delete, Get, HttpCode, Patch, Query, StreamableFile } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { Readable } from 'node:stream';
import type { AuthUser } from '../../common/auth/auth-user.js';
import { CurrentUser, Scopes } from '../../common/auth/auth.decorators.js';
import { USER_SCOPES } from '../../common/auth/scopes.js';
import { IncludeRegistry } from '../../common/include/include.registry.js';
import { ApiProblems } from '../../common/openapi/extensions.js';
import { ApiAccountExport } from './account-docs.js';
import { AccountService } from './account.service.js';
import { ProfileDto, ProfileQueryDto, UpdateProfileDto } from './profile.dto.js';
import { ProfilesService } from './profiles.service.js';

/** Who reads everything needs the right to read everything, and so with deleting. */
const READ_SCOPES = USER_SCOPES.filter((scope) => scope.endsWith(':read'));
const WRITE_SCOPES = USER_SCOPES.filter((scope) => scope.endsWith(':write'));

@ApiTags('profiles')
@Controller('profiles/me')
export class ProfilesController {
  constructor(
    private readonly profiles: ProfilesService,
    private readonly includes: IncludeRegistry,
    private readonly account: AccountService,
  ) {}

  /** Read my profile */
  @Get()
  @Scopes('profile:read')
  async getMyProfile(@CurrentUser() user: AuthUser, @Query() { include }: ProfileQueryDto): Promise<ProfileDto> {
    const profile = ProfileDto.from(await this.profiles.get(user.id));
    const [embedded = profile] = await this.includes.embed('profiles', user, include, [profile]);
    return embedded;
  }

  /** Export everything that is kept of me, as one JSON document; pictures as links to their lists */
  @Get('export')
  @Scopes(...READ_SCOPES)
  @ApiAccountExport()
  async exportMyAccount(@CurrentUser() user: AuthUser): Promise<StreamableFile> {
    return new StreamableFile(Readable.from(await this.account.export(user), { objectMode: false }), {
      type: 'application/json; charset=utf-8',
      disposition: 'attachment; filename="pixcrawler-account.json"',
    });
  }

  /** Delete my account: cancels my jobs, deletes my projects, revokes my keys, and forgets my name; the ledger stays */
  @Delete()
  @HttpCode(204)
  @ApiProblems(404)
  @Scopes(...WRITE_SCOPES)
  async deleteMyAccount(@CurrentUser() user: AuthUser): Promise<void> {
    await this.account.delete(user.id);
  }

  /** Change my profile */
  @Patch()
  @Scopes('profile:write')
  async updateMyProfile(@CurrentUser() user: AuthUser, @Body() dto: UpdateProfileDto): Promise<ProfileDto> {
    return ProfileDto.from(await this.profiles.update(user.id, { ...dto }));
  }
}
