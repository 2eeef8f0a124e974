import { Injectable } from '@nestjs/common';
import { EventEmitter2 } from '@nestjs/event-emitter';
import type { DomainEvent } from './domain-event.js';

/** Every domain event, for listeners that want all of them; one action is `domain.<action>`. */
export const EVERY_DOMAIN_EVENT = 'domain.**';

/** Emit inside the transaction that makes the change: listeners write their rows in it, and one that throws rolls it back. */
@Injectable()
export class EventBus {
  constructor(private readonly emitter: EventEmitter2) {}

  async emit(event: DomainEvent): Promise<void> {
    await this.emitter.emitAsync(`domain.${event.action}`, event);
  }
}
