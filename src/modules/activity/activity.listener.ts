import { Injectable } from '@nestjs/common';
import { OnEvent } from '@nestjs/event-emitter';
import { randomUUIDv7 } from 'node:crypto';
import type { DomainEvent } from '../../common/events/domain-event.js';
import { EVERY_DOMAIN_EVENT } from '../../common/events/event-bus.js';
import { currentRequest } from '../../common/request-id/request-scope.js';
import { ActivityRepository } from './activity.repository.js';

/** Characters that the log keeps of the id that a client chose. */
const MAX_REQUEST_ID = 100;

/** Logs every domain event in the transaction that makes the change: no change without its entry, no entry without its change. */
@Injectable()
export class ActivityListener {
  constructor(private readonly activity: ActivityRepository) {}

  @OnEvent(EVERY_DOMAIN_EVENT, { suppressErrors: false })
  async onDomainEvent(event: DomainEvent): Promise<void> {
    const request = currentRequest(); // null: a worker or an operator did it
    await this.activity.insert({
      id: randomUUIDv7(),
      user_id: event.userId,
      actor_id: request?.userId ?? null,
      action: event.action,
      resource_type: event.resourceType,
      resource_id: event.resourceId,
      metadata: event.metadata,
      ip: request?.ip ?? null,
      request_id: request?.requestId.slice(0, MAX_REQUEST_ID) ?? null,
    });
  }
}
