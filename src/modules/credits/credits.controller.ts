import { Body, Controller, Get, Patch, Query } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import type { AuthUser } from '../../common/auth/auth-user.js';
import { CurrentUser, Scopes } from '../../common/auth/auth.decorators.js';
import { ApiProblems } from '../../common/openapi/extensions.js';
import { CreditAccountsService } from './credit-accounts.service.js';
import {
  CreditsDto,
  CreditTransactionDto,
  CreditTransactionPageDto,
  ListTransactionsQueryDto,
  UpdateCreditSettingsDto,
} from './credits.dto.js';

@ApiTags('credits')
@Controller('credits')
export class CreditsController {
  constructor(private readonly accounts: CreditAccountsService) {}

  /** Read my credits, what I spent this month, and the settings of my account */
  @Get()
  @Scopes('billing:read')
  async getCredits(@CurrentUser() user: AuthUser): Promise<CreditsDto> {
    return CreditsDto.from(await this.accounts.get(user.id));
  }

  /** Change the limit, notices and refill of my account; null switches one off */
  @Patch('settings')
  @ApiProblems(404)
  @Scopes('billing:write')
  async updateCreditSettings(@CurrentUser() user: AuthUser, @Body() dto: UpdateCreditSettingsDto): Promise<CreditsDto> {
    return CreditsDto.from(await this.accounts.configure(user.id, { ...dto }));
  }

  /** List the movements of my credits, newest first */
  @Get('transactions')
  @Scopes('billing:read')
  async listCreditTransactions(
    @CurrentUser() user: AuthUser,
    @Query() query: ListTransactionsQueryDto,
  ): Promise<CreditTransactionPageDto> {
    const page = await this.accounts.transactions(user.id, query);
    return { ...page, data: page.data.map((row) => CreditTransactionDto.from(row)) };
  }
}
