import { EntityManager } from '@mikro-orm/postgresql';
import { Injectable } from '@nestjs/common';
import { sql } from 'kysely';
import { changesOf } from '../../common/events/changes.js';
import { EventBus } from '../../common/events/event-bus.js';
import type { Page } from '../../common/pagination/page-of.js';
import { NotFound } from '../../common/problem/problems.js';
import { CreditArrivals } from './credit-arrivals.js';
import { CreditSettingsChanged } from './credits.events.js';
import {
  CreditsRepository,
  type CreditAccountRow,
  type CreditTransactionRow,
  type TransactionFilter,
} from './credits.repository.js';
import { mustAgree, type CreditSettings } from './credit-settings.js';

/** What a user sees and sets of the own account. */
@Injectable()
export class CreditAccountsService {
  constructor(
    private readonly em: EntityManager,
    private readonly credits: CreditsRepository,
    private readonly arrivals: CreditArrivals,
    private readonly events: EventBus,
  ) {}

  /** undefined: the user has no account yet. */
  get(userId: string): Promise<CreditAccountRow | undefined> {
    return this.credits.account(userId);
  }

  transactions(userId: string, filter: TransactionFilter): Promise<Page<CreditTransactionRow>> {
    return this.credits.transactions(userId, filter);
  }

  /** Changes what `patch` names; the settings must agree afterwards. Throws ValidationFailed, NotFound. */
  async configure(userId: string, patch: Partial<CreditSettings>): Promise<CreditAccountRow> {
    const account = await this.em.transactional(async (em) => {
      const before = await this.credits.lock(userId);
      if (!before) throw new NotFound('Credit account');
      const given = Object.fromEntries(Object.entries(patch).filter(([, value]) => value !== undefined));
      const changes = changesOf<Partial<CreditSettings>>(before, given);
      const after: CreditSettings = { ...before, ...given };
      mustAgree(after);
      if (Object.keys(changes).length === 0) return this.credits.account(userId);
      await sql`
        update credit_accounts
           set auto_refill_enabled = ${after.auto_refill_enabled}, refill_threshold = ${after.refill_threshold},
               refill_amount = ${after.refill_amount}, monthly_limit = ${after.monthly_limit},
               low_balance_threshold = ${after.low_balance_threshold}, updated_at = clock_timestamp()
         where id = ${before.id}`.execute(em.getKysely());
      await this.events.emit(new CreditSettingsChanged(userId, before.id, changes));
      return this.credits.account(userId);
    });
    if (patch.monthly_limit !== undefined) this.arrivals.announce(userId);
    return account!;
  }
}
