import { Body, Controller, HttpCode, Post } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import type { AuthUser } from '../../common/auth/auth-user.js';
import { CurrentUser, Roles, Scopes } from '../../common/auth/auth.decorators.js';
import { Idempotent } from '../../common/idempotency/idempotent.decorator.js';
import { ApiProblems } from '../../common/openapi/extensions.js';
import { GrantCreditsDto } from './admin-credits.dto.js';
import { CreditGrants } from './credit-grants.service.js';
import { CreditTransactionDto } from './credits.dto.js';
import { mustFit } from './grant-rules.js';

@ApiTags('admin')
@Roles('admin')
@Scopes('admin')
@Controller('admin/credits')
export class AdminCreditsController {
  constructor(private readonly grants: CreditGrants) {}

  /** Give a user credits, correct the balance, or refund what a crawl job has cost */
  @Post('grants')
  @HttpCode(200)
  @Idempotent()
  @ApiProblems(404)
  async grantCredits(@CurrentUser() admin: AuthUser, @Body() dto: GrantCreditsDto): Promise<CreditTransactionDto> {
    const { user_id: userId, job_id: jobId, amount, reason, kind, reference } = dto;
    const grant = { userId, jobId, amount, reason, kind, reference };
    mustFit(grant);
    return CreditTransactionDto.from(await this.grants.grant(grant, admin.id));
  }
}
