import { EntityManager } from '@mikro-orm/postgresql';
import { Injectable, Logger } from '@nestjs/common';
import { sql } from 'kysely';
import { randomUUIDv7 } from 'node:crypto';
import type { Stripe } from 'stripe';
import { EventBus } from '../../../common/events/event-bus.js';
import { Env } from '../../../config/env.js';
import { CreditArrivals } from '../credit-arrivals.js';
import { CreditsPurchased } from '../credits.events.js';
import { CreditsRepository } from '../credits.repository.js';
import { CreditsService } from '../credits.service.js';
import { Ledger } from '../ledger.js';
import type { PaymentOutcome } from '../payment-event.entity.js';
import { mismatchOf } from './credit-packs.js';
import { PaymentRefused } from './payments.errors.js';
import { readStripeEvent, type Payment } from './stripe-payment.js';

const PROVIDER = 'stripe';

interface Verdict {
  outcome: PaymentOutcome;
  detail?: string;
  payment?: Payment;
}

/** Acts on signed payment events: each once, each payment once, whatever their order and repetition. */
@Injectable()
export class PaymentsService {
  private readonly logger = new Logger(PaymentsService.name);

  constructor(
    private readonly em: EntityManager,
    private readonly env: Env,
    private readonly credits: CreditsRepository,
    private readonly accounts: CreditsService,
    private readonly ledger: Ledger,
    private readonly arrivals: CreditArrivals,
    private readonly events: EventBus,
  ) {}

  /** What became of the event. Throws PaymentRefused after it has recorded why. */
  async receive(event: Stripe.Event): Promise<PaymentOutcome> {
    const {
      outcome,
      detail = '',
      payment,
    } = await this.em.transactional(async (): Promise<Verdict> => {
      const known = await this.record(event); // locks the event: its other deliveries wait here
      if (known === 'granted' || known === 'duplicate' || known === 'ignored') return { outcome: known };
      const verdict = await this.judge(event);
      await this.conclude(event, verdict);
      return verdict;
    });
    if (outcome === 'refused' || outcome === 'unknown_user')
      this.logger.error({ message: 'payment without effect', event_id: event.id, type: event.type, outcome, detail });
    if (outcome === 'granted' && payment) this.arrivals.announce(payment.userId);
    if (outcome === 'refused') throw new PaymentRefused(detail);
    return outcome;
  }

  private async judge(event: Stripe.Event): Promise<Verdict> {
    const reading = readStripeEvent(event);
    if ('ignored' in reading) return { outcome: 'ignored', detail: reading.ignored };
    if ('refused' in reading) return { outcome: 'refused', detail: reading.refused };
    const { payment } = reading;
    const mismatch = mismatchOf(payment, this.env.CREDIT_PACKS);
    if (mismatch !== null) return { outcome: 'refused', detail: mismatch, payment };
    return { ...(await this.purchase(payment)), payment };
  }

  private async purchase({ id, userId, credits, amount, currency }: Payment): Promise<Verdict> {
    const { rows } = await sql`select 1 from profiles where id = ${userId}`.execute(this.em.getKysely());
    if (rows.length === 0) return { outcome: 'unknown_user', detail: `there is no user ${userId}` };
    await this.accounts.openAccount(userId, 0);
    await this.credits.lock(userId); // two events of one payment take turns
    const idempotencyKey = `purchase:${PROVIDER}:${id}`;
    const known = await this.credits.byKey(userId, idempotencyKey);
    if (known && Number(known.amount) === credits) return { outcome: 'duplicate' };
    if (known) return { outcome: 'refused', detail: `the payment brought ${known.amount} credits before` };
    const metadata = { payment: id, amount, currency };
    const booking = await this.ledger.book({
      userId,
      type: 'purchase',
      amount: credits,
      dBalance: credits,
      dReserved: 0,
      dSpent: 0,
      idempotencyKey,
      description: 'Purchase',
      metadata,
    });
    if (!booking) throw new Error(`Ledger refused ${idempotencyKey}`);
    await this.events.emit(new CreditsPurchased(userId, booking.accountId, { credits, ...metadata }));
    return { outcome: 'granted' };
  }

  /** The outcome of an earlier delivery, null when there is none. */
  private async record(event: Stripe.Event): Promise<PaymentOutcome | null> {
    const { rows } = await sql<{ outcome: PaymentOutcome | null }>`
      insert into payment_events as e (id, provider, event_id, type, payload)
      values (${randomUUIDv7()}, ${PROVIDER}, ${event.id}, ${event.type}, ${JSON.stringify(event)})
      on conflict (provider, event_id) do update set updated_at = clock_timestamp()
      returning e.outcome`.execute(this.em.getKysely());
    return rows[0]?.outcome ?? null;
  }

  private async conclude(event: Stripe.Event, { outcome, detail, payment }: Verdict): Promise<void> {
    const final = outcome !== 'refused' && outcome !== 'unknown_user';
    await sql`
      update payment_events
         set outcome = ${outcome}, detail = ${detail ?? null}, payment_id = ${payment?.id ?? null},
             processed_at = ${final ? sql`clock_timestamp()` : null}, updated_at = clock_timestamp()
       where provider = ${PROVIDER} and event_id = ${event.id}`.execute(this.em.getKysely());
  }
}
