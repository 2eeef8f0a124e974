import { defineEntity, p } from '@mikro-orm/core';
import { base } from '../../database/base.js';

export const PAYMENT_OUTCOMES = ['granted', 'duplicate', 'ignored', 'unknown_user', 'refused'] as const;
/** What became of a payment event. The last two may still become `granted` when the event is sent again. */
export type PaymentOutcome = (typeof PAYMENT_OUTCOMES)[number];

const schema = defineEntity({
  name: 'PaymentEvent',
  tableName: 'payment_events',
  uniques: [{ properties: ['provider', 'eventId'] }],
  checks: [
    {
      name: 'payment_events_outcome_check',
      expression: `outcome in (${PAYMENT_OUTCOMES.map((outcome) => `'${outcome}'`).join(', ')})`,
    },
  ],
  properties: {
    ...base,
    provider: p.string().length(20),
    eventId: p.string().length(255),
    type: p.string().length(100),
    payload: p.json<Record<string, unknown>>(), // as signed
    paymentId: p.string().length(255).nullable(), // the provider's id of the payment, which several events may name
    outcome: p.string().length(20).$type<PaymentOutcome>().nullable(),
    detail: p.string().length(200).nullable(), // why
    processedAt: p.datetime().nullable(), // when its outcome became final
  },
});

/** A signed event of a payment provider; each is acted on once. */
export class PaymentEvent extends schema.class {}
schema.setClass(PaymentEvent);
