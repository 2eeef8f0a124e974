import { Body, Controller, Delete, Get, HttpCode, Patch, Post, Query, Res } from '@nestjs/common';
import { ApiBody, ApiTags } from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';
import type { AuthUser } from '../../common/auth/auth-user.js';
import { CurrentUser, Scopes } from '../../common/auth/auth.decorators.js';
import { PageQueryDto } from '../../common/pagination/page.dto.js';
import { ApiProblems } from '../../common/openapi/extensions.js';
import { UuidParam } from '../../common/validation/uuid.js';
import { ApiKeyRotation } from './api-key-rotation.js';
import {
  ApiKeyDto,
  ApiKeyPageDto,
  CreateApiKeyDto,
  NewApiKeyDto,
  RenameApiKeyDto,
  RotateApiKeyDto,
} from './api-key.dto.js';
import { ApiKeysService } from './api-keys.service.js';

const DAY_SECONDS = 86_400;

@ApiTags('api-keys')
@Controller('api-keys')
export class ApiKeysController {
  constructor(
    private readonly keys: ApiKeysService,
    private readonly rotation: ApiKeyRotation,
  ) {}

  /** Create an API key; the answer shows it once */
  @Post()
  @Scopes('keys:write')
  async createApiKey(
    @CurrentUser() user: AuthUser,
    @Body() dto: CreateApiKeyDto,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<NewApiKeyDto> {
    const { row, key } = await this.keys.create(user, dto);
    void reply.header('Location', `/api/api-keys/${row.id}`);
    return { ...ApiKeyDto.from(row), key };
  }

  /** List my API keys, newest first, revoked ones included */
  @Get()
  @Scopes('keys:read')
  async listApiKeys(@CurrentUser() user: AuthUser, @Query() query: PageQueryDto): Promise<ApiKeyPageDto> {
    const page = await this.keys.list(user.id, query);
    return { ...page, data: page.data.map((row) => ApiKeyDto.from(row)) };
  }

  /** Read one API key */
  @Get(':id')
  @Scopes('keys:read')
  async getApiKey(@CurrentUser() user: AuthUser, @UuidParam('id') id: string): Promise<ApiKeyDto> {
    return ApiKeyDto.from(await this.keys.get(user.id, id));
  }

  /** Rename an API key */
  @Patch(':id')
  @ApiProblems(409)
  @Scopes('keys:write')
  async renameApiKey(
    @CurrentUser() user: AuthUser,
    @UuidParam('id') id: string,
    @Body() dto: RenameApiKeyDto,
  ): Promise<ApiKeyDto> {
    return ApiKeyDto.from(await this.keys.rename(user.id, id, dto.name));
  }

  /** Put a new API key in the place of an old one, which works on for a while; the answer shows the new one once */
  @Post(':id/rotate')
  @ApiBody({ type: RotateApiKeyDto, required: false })
  @ApiProblems(409)
  @Scopes('keys:write')
  async rotateApiKey(
    @CurrentUser() user: AuthUser,
    @UuidParam('id') id: string,
    @Body() dto: RotateApiKeyDto,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<NewApiKeyDto> {
    const request = { overlapSeconds: dto.overlap_seconds ?? DAY_SECONDS, expires_at: dto.expires_at };
    const { row, key } = await this.rotation.rotate(user, id, request);
    void reply.header('Location', `/api/api-keys/${row.id}`);
    return { ...ApiKeyDto.from(row), key };
  }

  /** Revoke an API key: the next request with it is refused */
  @Delete(':id')
  @HttpCode(204)
  @Scopes('keys:write')
  async revokeApiKey(@CurrentUser() user: AuthUser, @UuidParam('id') id: string): Promise<void> {
    await this.keys.revoke(user.id, id);
  }
}
