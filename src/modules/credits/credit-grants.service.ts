import { EntityManager } from '@mikro-orm/postgresql';
import { Injectable } from '@nestjs/common';
import { sql } from 'kysely';
import { randomUUIDv7 } from 'node:crypto';
import type { DomainEvent } from '../../common/events/domain-event.js';
import { EventBus } from '../../common/events/event-bus.js';
import { Conflict, InvalidState, NotFound } from '../../common/problem/problems.js';
import { isUniqueViolation } from '../../common/problem/sqlstate.js';
import { CreditArrivals } from './credit-arrivals.js';
import { CreditsAdjusted, CreditsGranted, CreditsRefunded } from './credits.events.js';
import { CreditsRepository, type CreditTransactionRow } from './credits.repository.js';
import { Ledger, type LedgerEntry } from './ledger.js';

export const GRANT_KINDS = ['bonus', 'adjust', 'refund'] as const;
export type GrantKind = (typeof GRANT_KINDS)[number];

const REFERENCE_USED = 'This reference has been used for another grant; give each grant a reference of its own';

export interface Grant {
  userId: string;
  kind: GrantKind;
  /** Below 0 for `adjust` only. */
  amount: number;
  reason: string;
  /** Names the grant for good: the same one again changes nothing. */
  reference: string;
  /** Of a refund: the job whose images it gives back. */
  jobId?: string | undefined;
}

const EVENTS: Record<GrantKind, new (...args: ConstructorParameters<typeof CreditsGranted>) => DomainEvent> = {
  bonus: CreditsGranted,
  adjust: CreditsAdjusted,
  refund: CreditsRefunded,
};

/** Credits that administrators give, correct and refund. */
@Injectable()
export class CreditGrants {
  constructor(
    private readonly em: EntityManager,
    private readonly credits: CreditsRepository,
    private readonly ledger: Ledger,
    private readonly arrivals: CreditArrivals,
    private readonly events: EventBus,
  ) {}

  /**
   * Books the grant, or returns what was booked before under its reference. Throws NotFound for an unknown or deleted user,
   * Conflict when the reference names another grant, InvalidState when the balance or the job's cost is too small.
   */
  async grant(grant: Grant, adminId: string): Promise<CreditTransactionRow> {
    const key = `grant:${grant.reference}`;
    const transaction = await this.em.transactional(async () => {
      await this.mustLive(grant.userId);
      await this.openIfMissing(grant.userId);
      await this.credits.lock(grant.userId);
      const known = await this.credits.byKey(grant.userId, key);
      if (known) return sameGrant(known, grant);
      if (grant.kind === 'refund') await this.mustBeSpent(grant);
      await this.book(grant, key, adminId);
      return (await this.credits.byKey(grant.userId, key))!;
    });
    if (grant.amount > 0) this.arrivals.announce(grant.userId);
    return transaction;
  }

  private async book(grant: Grant, idempotencyKey: string, adminId: string): Promise<void> {
    const { userId, kind, amount, reason, reference, jobId } = grant;
    const metadata = { reference, by: adminId };
    const entry = { ...deltasOf(grant), userId, type: kind, jobId, idempotencyKey, description: reason, metadata };
    const booking = await this.ledger.book(entry).catch((error: unknown) => {
      throw isUniqueViolation(error) ? new Conflict(REFERENCE_USED, error) : error; // of another user's grant
    });
    if (!booking) throw new InvalidState(`The balance is less than the ${-amount} that it is to be lowered by`);
    const said = { amount, reason, ...metadata, ...(jobId !== undefined && { job_id: jobId }) };
    await this.events.emit(new EVENTS[kind](userId, booking.accountId, said));
  }

  /** No more comes back than the job has cost; nothing is booked on the account meanwhile. */
  private async mustBeSpent({ userId, jobId, amount }: Grant): Promise<void> {
    const refundable = jobId === undefined ? 0 : await this.credits.spentOn(userId, jobId);
    if (amount > refundable)
      throw new InvalidState(`Of what the job has cost, ${refundable} can be refunded, and no more`, { refundable });
  }

  /** The account is not deleted until the transaction ends. */
  private async mustLive(userId: string): Promise<void> {
    const { rows } = await sql`select from profiles where id = ${userId} and deleted_at is null for share`.execute(
      this.em.getKysely(),
    );
    if (rows.length === 0) throw new NotFound('Profile');
  }

  private async openIfMissing(userId: string): Promise<void> {
    await sql`insert into credit_accounts (id, user_id) select ${randomUUIDv7()}::uuid, id from profiles where id = ${userId}
              on conflict (user_id) do nothing`.execute(this.em.getKysely());
  }
}

/** A refund moves spent credits back; the others come from or go to outside. */
const deltasOf = ({ kind, amount }: Grant): Pick<LedgerEntry, 'amount' | 'dBalance' | 'dReserved' | 'dSpent'> =>
  kind === 'refund'
    ? { amount: 0, dBalance: amount, dReserved: 0, dSpent: -amount }
    : { amount, dBalance: amount, dReserved: 0, dSpent: 0 };

function sameGrant(known: CreditTransactionRow, { kind, amount, jobId }: Grant): CreditTransactionRow {
  if (known.type === kind && Number(known.d_balance) === amount && known.job_id === (jobId ?? null)) return known;
  throw new Conflict(REFERENCE_USED);
}
