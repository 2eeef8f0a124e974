import { Injectable, type OnModuleInit } from '@nestjs/common';
import { ACCOUNT_ORDER, AccountRegistry } from '../profiles/account-registry.js';
import { UsageDayDto } from './usage.dto.js';
import { UsageRepository } from './usage.repository.js';

/** What an account used, day by day. The rows go with the profile. */
@Injectable()
export class UsageAccountExport implements OnModuleInit {
  constructor(
    private readonly registry: AccountRegistry,
    private readonly usage: UsageRepository,
  ) {}

  onModuleInit(): void {
    this.registry.register({ name: 'usage', order: ACCOUNT_ORDER.usage, items: ({ id }) => this.daysOf(id) });
  }

  /** One row a day: few enough to be read at once. */
  private async *daysOf(userId: string): AsyncGenerator<object> {
    for (const row of await this.usage.allDays(userId)) yield UsageDayDto.from(row);
  }
}
