import { Controller, Get, Query } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import type { AuthUser } from '../../common/auth/auth-user.js';
import { CurrentUser, Scopes } from '../../common/auth/auth.decorators.js';
import { CreditsDto, CreditTransactionDto, CreditTransactionPageDto, ListTransactionsQueryDto } from './credits.dto.js';
import { CreditsRepository } from './credits.repository.js';

@ApiTags('credits')
@Scopes('billing:read')
@Controller('credits')
export class CreditsController {
  constructor(private readonly credits: CreditsRepository) {}

  /** Read my credits */
  @Get()
  async getCredits(@CurrentUser() user: AuthUser): Promise<CreditsDto> {
    return CreditsDto.from(await this.credits.account(user.id));
  }

  /** List the movements of my credits, newest first */
  @Get('transactions')
  async listCreditTransactions(
    @CurrentUser() user: AuthUser,
    @Query() query: ListTransactionsQueryDto,
  ): Promise<CreditTransactionPageDto> {
    const page = await this.credits.transactions(user.id, query);
    return { ...page, data: page.data.map((row) => CreditTransactionDto.from(row)) };
  }
}
