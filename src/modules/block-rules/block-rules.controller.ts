import { Body, Controller, Delete, Get, HttpCode, Post, Query, Res } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';
import type { AuthUser } from '../../common/auth/auth-user.js';
import { CurrentUser, Scopes } from '../../common/auth/auth.decorators.js';
import { PageQueryDto } from '../../common/pagination/page.dto.js';
import { UuidParam } from '../../common/validation/uuid.js';
import { BlockRuleDto, BlockRulePageDto, CreateBlockRuleDto } from './block-rule.dto.js';
import { BlockRulesService } from './block-rules.service.js';

@ApiTags('block-rules')
@Controller('projects/:project_id/block-rules')
export class BlockRulesController {
  constructor(private readonly rules: BlockRulesService) {}

  /** Keep URLs out of a project; running jobs follow within seconds. A rule that is there already is answered as it is */
  @Post()
  @Scopes('projects:write')
  async createBlockRule(
    @CurrentUser() user: AuthUser,
    @UuidParam('project_id') projectId: string,
    @Body() dto: CreateBlockRuleDto,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<BlockRuleDto> {
    const rule = await this.rules.add(user.id, projectId, dto);
    void reply.header('Location', `/api/projects/${projectId}/block-rules/${rule.id}`);
    return BlockRuleDto.from(rule);
  }

  /** Read one block rule of a project */
  @Get(':rule_id')
  @Scopes('projects:read')
  async getBlockRule(
    @CurrentUser() user: AuthUser,
    @UuidParam('project_id') projectId: string,
    @UuidParam('rule_id') id: string,
  ): Promise<BlockRuleDto> {
    return BlockRuleDto.from(await this.rules.get(user.id, projectId, id));
  }

  /** List the block rules of a project, newest first */
  @Get()
  @Scopes('projects:read')
  async listBlockRules(
    @CurrentUser() user: AuthUser,
    @UuidParam('project_id') projectId: string,
    @Query() query: PageQueryDto,
  ): Promise<BlockRulePageDto> {
    const page = await this.rules.list(user.id, projectId, query);
    return { ...page, data: page.data.map((row) => BlockRuleDto.from(row)) };
  }

  /** Remove a block rule of a project */
  @Delete(':rule_id')
  @HttpCode(204)
  @Scopes('projects:write')
  async deleteBlockRule(
    @CurrentUser() user: AuthUser,
    @UuidParam('project_id') projectId: string,
    @UuidParam('rule_id') id: string,
  ): Promise<void> {
    await this.rules.remove(user.id, projectId, id);
  }
}
