import { Controller, Get, Query } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import type { AuthUser } from '../../../common/auth/auth-user.js';
import { CurrentUser, Scopes } from '../../../common/auth/auth.decorators.js';
import { UuidParam } from '../../../common/validation/uuid.js';
import { CURABLE_OUTCOMES } from '../candidate-outcome.js';
import { CURABLE_LANE_ENDS } from '../planning/lane-end.js';
import { FailuresDto, ListFailuresQueryDto } from './failures.dto.js';
import { FailuresService } from './failures.service.js';
import { adviceOf } from './lane-end-advice.js';
import { BLOCKED_ADVICE, OUTCOME_ADVICE } from './outcome-advice.js';

@ApiTags('crawl-jobs')
@Scopes('jobs:read')
@Controller('projects/:project_id/crawl-jobs/:job_id/failures')
export class FailuresController {
  constructor(private readonly failures: FailuresService) {}

  /** Explain what failed: URLs grouped by outcome and host, and the sources that ended early */
  @Get()
  async listFailures(
    @CurrentUser() user: AuthUser,
    @UuidParam('project_id') projectId: string,
    @UuidParam('job_id') jobId: string,
    @Query() query: ListFailuresQueryDto,
  ): Promise<FailuresDto> {
    const found = await this.failures.of({ userId: user.id, projectId, jobId }, query);
    return {
      data: found.groups.map(({ blocked, ...group }) => {
        const isRetried = CURABLE_OUTCOMES.includes(group.outcome);
        const advice = isRetried && blocked ? BLOCKED_ADVICE : OUTCOME_ADVICE[group.outcome];
        return { ...group, curable: isRetried && !blocked, advice };
      }),
      has_more: found.hasMore,
      lanes: found.lanes.map((lane) => ({
        ...lane,
        curable: CURABLE_LANE_ENDS.includes(lane.end),
        advice: adviceOf(lane.source, lane.end),
      })),
      duplicate_urls: found.duplicate_urls,
    };
  }
}
