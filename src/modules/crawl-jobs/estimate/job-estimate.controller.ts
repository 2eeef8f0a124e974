import { Body, Controller, HttpCode, Post, UseInterceptors } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import type { AuthUser } from '../../../common/auth/auth-user.js';
import { CurrentUser, Scopes } from '../../../common/auth/auth.decorators.js';
import { ApiProblems } from '../../../common/openapi/extensions.js';
import { UuidParam } from '../../../common/validation/uuid.js';
import { CreateCrawlJobDto } from '../crawl-job-request.dto.js';
import { SourceFaultsInterceptor } from '../source-faults.interceptor.js';
import { SourceRules } from '../source-rules.js';
import { CrawlJobEstimateDto } from './job-estimate.dto.js';
import { JobEstimateService } from './job-estimate.service.js';

@ApiTags('crawl-jobs')
@Controller('projects/:project_id/crawl-jobs/estimate')
export class JobEstimateController {
  constructor(
    private readonly estimates: JobEstimateService,
    private readonly sources: SourceRules,
  ) {}

  /** Say what a crawl job would cost and find, or why it would be refused; nothing is started */
  @Post()
  @HttpCode(200)
  @UseInterceptors(SourceFaultsInterceptor)
  @ApiProblems(402)
  @Scopes('jobs:write')
  async estimateCrawlJob(
    @CurrentUser() user: AuthUser,
    @UuidParam('project_id') projectId: string,
    @Body() dto: CreateCrawlJobDto,
  ): Promise<CrawlJobEstimateDto> {
    const warnings = this.sources.check(dto.sources);
    const estimate = await this.estimates.of(user.id, projectId, { ...dto });
    return { ...estimate, warnings: [...warnings, ...estimate.warnings] };
  }
}
