import { DomainEvent } from '../../common/events/domain-event.js';

abstract class CreditEvent extends DomainEvent {
  readonly resourceType = 'credit_account';
}

/** The balance fell below the threshold that the user set; once per crossing. */
export class CreditsLow extends CreditEvent {
  readonly action = 'credits.low';
}
/** The balance fell to 0; once per crossing. */
export class CreditsExhausted extends CreditEvent {
  readonly action = 'credits.exhausted';
}
/** The balance fell below the refill threshold of an account that wants to be refilled; once per crossing. */
export class CreditsRefillDue extends CreditEvent {
  readonly action = 'credits.refill_due';
}
export class CreditsPurchased extends CreditEvent {
  readonly action = 'credits.purchased';
}
/** By an administrator. */
export class CreditsGranted extends CreditEvent {
  readonly action = 'credits.granted';
}
/** By an administrator: corrected up or down. */
export class CreditsAdjusted extends CreditEvent {
  readonly action = 'credits.adjusted';
}
/** By an administrator: spent credits of a job came back. */
export class CreditsRefunded extends CreditEvent {
  readonly action = 'credits.refunded';
}
export class CreditSettingsChanged extends CreditEvent {
  readonly action = 'credits.settings_changed';
}
