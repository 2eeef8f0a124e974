import { Injectable, type OnModuleInit } from '@nestjs/common';
import type { AuthUser } from '../../common/auth/auth-user.js';
import { allOf } from '../profiles/account-pages.js';
import { ACCOUNT_ORDER, AccountRegistry } from '../profiles/account-registry.js';
import { CreditsDto, CreditTransactionDto } from './credits.dto.js';
import { CreditsRepository } from './credits.repository.js';

/** The credits of an account and how they moved. Deleting the account leaves the ledger as it is. */
@Injectable()
export class CreditAccountExport implements OnModuleInit {
  constructor(
    private readonly registry: AccountRegistry,
    private readonly credits: CreditsRepository,
  ) {}

  onModuleInit(): void {
    const order = ACCOUNT_ORDER.credits;
    this.registry.register({ name: 'credits', order, items: ({ id }) => this.accountOf(id) });
    this.registry.register({ name: 'credit_transactions', order, items: (user) => this.transactionsOf(user) });
  }

  private async *accountOf(userId: string): AsyncGenerator<object> {
    const account = await this.credits.account(userId);
    if (account) yield CreditsDto.from(account);
  }

  private transactionsOf({ id }: AuthUser): AsyncIterable<object> {
    return allOf(
      (page) => this.credits.transactions(id, page),
      (row) => CreditTransactionDto.from(row),
    );
  }
}
