import { Body, Controller, Delete, Get, HttpCode, Post, Query, Res } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';
import type { AuthUser } from '../../common/auth/auth-user.js';
import { CurrentUser, Roles, Scopes } from '../../common/auth/auth.decorators.js';
import { PageQueryDto } from '../../common/pagination/page.dto.js';
import { UuidParam } from '../../common/validation/uuid.js';
import { BlockRuleDto, BlockRulePageDto, CreateBlockRuleDto } from './block-rule.dto.js';
import { BlockRulesService } from './block-rules.service.js';

@ApiTags('admin')
@Roles('admin')
@Scopes('admin')
@Controller('admin/block-rules')
export class AdminBlockRulesController {
  constructor(private readonly rules: BlockRulesService) {}

  /** Keep URLs out of everybody's projects; running jobs follow within seconds */
  @Post()
  async createGlobalBlockRule(
    @CurrentUser() admin: AuthUser,
    @Body() dto: CreateBlockRuleDto,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<BlockRuleDto> {
    const rule = await this.rules.add(admin.id, null, dto);
    void reply.header('Location', `/api/admin/block-rules/${rule.id}`);
    return BlockRuleDto.from(rule);
  }

  /** Read one block rule that holds for everybody */
  @Get(':rule_id')
  async getGlobalBlockRule(@CurrentUser() admin: AuthUser, @UuidParam('rule_id') id: string): Promise<BlockRuleDto> {
    return BlockRuleDto.from(await this.rules.get(admin.id, null, id));
  }

  /** List the block rules that hold for everybody, newest first */
  @Get()
  async listGlobalBlockRules(@CurrentUser() admin: AuthUser, @Query() query: PageQueryDto): Promise<BlockRulePageDto> {
    const page = await this.rules.list(admin.id, null, query);
    return { ...page, data: page.data.map((row) => BlockRuleDto.from(row)) };
  }

  /** Remove a block rule that holds for everybody */
  @Delete(':rule_id')
  @HttpCode(204)
  async deleteGlobalBlockRule(@CurrentUser() admin: AuthUser, @UuidParam('rule_id') id: string): Promise<void> {
    await this.rules.remove(admin.id, null, id);
  }
}
