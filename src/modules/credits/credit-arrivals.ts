import { MikroORM, RequestContext } from '@mikro-orm/postgresql';
import { Injectable, Logger } from '@nestjs/common';
import { afterCommit } from '../../database/after-commit.js';

export type OnCreditsArrived = (userId: string) => Promise<void>;

/**
 * Tells those who wait for credits that a user can spend more again. After the commit, because whoever waits locks its
 * own rows before the account's; a word that is lost is made up for by the housekeeper, who reads rows.
 */
@Injectable()
export class CreditArrivals {
  private readonly logger = new Logger(CreditArrivals.name);
  private readonly waiting: OnCreditsArrived[] = [];

  constructor(private readonly orm: MikroORM) {}

  register(onArrived: OnCreditsArrived): void {
    this.waiting.push(onArrived);
  }

  /** Returns at once and never throws: the credits are there whatever becomes of those who waited. */
  announce(userId: string): void {
    afterCommit(() => void RequestContext.create(this.orm.em, () => this.tell(userId)));
  }

  private async tell(userId: string): Promise<void> {
    for (const onArrived of this.waiting) {
      try {
        await onArrived(userId);
      } catch (error) {
        this.logger.warn(`after credits of ${userId} arrived: ${String(error)}`);
      }
    }
  }
}
